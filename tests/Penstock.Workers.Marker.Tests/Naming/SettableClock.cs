namespace Penstock.Workers.Marker.Tests;

/// <summary>A clock that stands still until it is set, backwards too.</summary>
internal sealed class SettableClock(long epochMs) : TimeProvider
{
    public long EpochMs { get; set; } = epochMs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(EpochMs);
}
