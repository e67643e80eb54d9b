namespace Penstock.Workers.Chat;

/// <summary>All that a worker needs: one that is away is enough for an outage.</summary>
internal sealed class EveryProbe(IReadOnlyList<IProbe> probes) : IProbe
{
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        foreach (var probe in probes)
        {
            if (!await probe.IsHealthyAsync(giveUp))
                return false;
        }

        return true;
    }
}
