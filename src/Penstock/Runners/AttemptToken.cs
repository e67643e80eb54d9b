namespace Penstock;

/// <summary>
/// One cancellation source, used again for each attempt: nothing is allocated until one is cancelled. Attempts that follow each
/// other at once share an armed timer, so a limit may be short by a hundredth.
/// </summary>
internal sealed class AttemptToken(TimeSpan limit, TimeProvider clock, CancellationToken giveUp) : IDisposable
{
    private readonly TimeSpan slack = limit / 100;
    private CancellationTokenSource? source;
    private CancellationTokenRegistration givenUp;
    private CancellationTokenRegistration lost;
    private long? armedAt;

    public CancellationToken Begin(CancellationToken leaseLost)
    {
        if (source is null || source.IsCancellationRequested)
            Renew();

        Arm();
        if (leaseLost.CanBeCanceled)
            lost = leaseLost.UnsafeRegister(static s => ((CancellationTokenSource)s!).CancelAll(), source);
        return source!.Token;
    }

    /// <summary>The attempt is over; its lease may go without disturbing the next one.</summary>
    public void End() => lost.Dispose();

    /// <summary>What a handler that was cut off by the limit failed with.</summary>
    public TimeoutException TimedOut() => new($"The handler took longer than {limit.TotalSeconds} s, the limit of an attempt.");

    /// <summary>Nothing runs for a while: no timer stays armed.</summary>
    public void Rest()
    {
        source?.CancelAfter(Timeout.InfiniteTimeSpan);
        armedAt = null;
    }

    public void Dispose()
    {
        givenUp.Dispose();
        lost.Dispose();
        source?.Dispose();
    }

    private void Arm()
    {
        var now = clock.GetTimestamp();
        if (armedAt is { } then && clock.GetElapsedTime(then, now) < slack)
            return;

        armedAt = now;
        source!.CancelAfter(limit);
    }

    private void Renew()
    {
        Dispose();
        armedAt = null;
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        givenUp = giveUp.UnsafeRegister(static s => ((CancellationTokenSource)s!).CancelAll(), source);
    }
}
