namespace Penstock;

/// <summary>Exponential backoff, then the dead letters.</summary>
internal sealed class RetryPolicy(RetryOptions options) : IPolicy
{
    public Settlement Decide(in Run run) => run.Fault switch
    {
        Fault.None => Settlement.Complete.Instance,
        Fault.Message => OfFailure(run),
        _ => Settlement.Release.Instance,
    };

    internal TimeSpan Delay(string origin, int failures)
    {
        if (options.BaseDelay == TimeSpan.Zero)
            return TimeSpan.Zero;

        var wait = options.BaseDelay.TotalSeconds * Math.Pow(options.Factor, failures);
        var bounded = Math.Min(wait, options.MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(bounded * (1 - options.Jitter * Spread(origin, failures)));
    }

    private Settlement OfFailure(in Run run)
    {
        var reason = Reason.From(run.Error!);
        return run.Error is RejectedException || run.Delivery.Failures + 1 >= options.MaxAttempts
            ? new Settlement.DeadLetter(reason)
            : new Settlement.Retry(Delay(run.Delivery.Origin, run.Delivery.Failures), reason);
    }

    // Chance would make the decision impure: the origin itself spreads the waits, in [0, 1).
    private static double Spread(string origin, int failures)
    {
        var hash = 2166136261u;
        foreach (var c in origin)
            hash = (hash ^ c) * 16777619u;
        return ((hash ^ (uint)failures) * 2654435769u) / (uint.MaxValue + 1.0);
    }
}
