namespace Penstock.Workers.Digest;

/// <summary>Who may send metrics.</summary>
internal interface IKnownServers
{
    /// <param name="serverId">A UUID in lower case.</param>
    /// <param name="giveUp">Stops waiting.</param>
    ValueTask<bool> IsKnownAsync(string serverId, CancellationToken giveUp);
}
