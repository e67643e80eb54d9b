namespace Penstock.Relational;

/// <summary>One place where something may be known of a message. Looks, and changes nothing.</summary>
public interface ITraceReader
{
    /// <param name="origin">A delivery's identity, such as <c>emails/123</c>.</param>
    /// <param name="giveUp">Stop waiting.</param>
    /// <returns>None where nothing is known, or the place does not exist on this store.</returns>
    Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp);
}
