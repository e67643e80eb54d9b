namespace Penstock.Relational;

/// <summary>How a queue stands. A count stops at <see cref="Cap"/>: there are that many or more.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Waiting">To be handled at once, as far as nobody has claimed them; keyed ones included.</param>
/// <param name="Later">Waiting for a delay or a retry.</param>
/// <param name="InHand">Claimed by a living process; of keyed messages only their process knows.</param>
/// <param name="Keyed">Those of <paramref name="Waiting"/> that have a key.</param>
/// <param name="Oldest">Age of the oldest one, of all that were looked at.</param>
public sealed record QueueFigures(string Queue, long Waiting, long Later, long InHand, long Keyed, TimeSpan? Oldest)
{
    /// <summary>Where counting stops, so that looking costs the same whatever waits.</summary>
    public const int Cap = 10_000;
}
