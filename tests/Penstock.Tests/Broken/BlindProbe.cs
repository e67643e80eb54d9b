namespace Penstock.Tests;

/// <summary>Finds everything healthy, so that every outage is the message's own fault.</summary>
internal sealed class BlindProbe : IProbe
{
    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => new(true);
}
