namespace Penstock;

/// <summary>The probe rule: an outage is not a failure of the message, a dead corner is.</summary>
internal sealed class Judge(FaultTable faults, IProbe? probe)
{
    public Blame Classify(Exception error) => faults.Classify(error);

    /// <summary>Does the error hit everybody? Without a probe only a destination's own word counts.</summary>
    public async ValueTask<bool> IsOutageAsync(Blame blame, CancellationToken giveUp) =>
        blame == Blame.Destination || (blame == Blame.Dependency && probe is not null && !await IsHealthyAsync(giveUp));

    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        try
        {
            return probe is null || await probe.IsHealthyAsync(giveUp);
        }
        catch (Exception)
        {
            // A probe that throws has found what it looked for; one that was given up has not said that all is well.
            return false;
        }
    }
}
