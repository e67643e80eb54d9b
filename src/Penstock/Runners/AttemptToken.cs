namespace Penstock;

/// <summary>One cancellation source, used again for each attempt: nothing is allocated until one is cancelled.</summary>
internal sealed class AttemptToken(TimeSpan limit, TimeProvider clock, CancellationToken giveUp) : IDisposable
{
    private CancellationTokenSource? source;
    private CancellationTokenRegistration givenUp;
    private CancellationTokenRegistration lost;

    public CancellationToken Begin(CancellationToken leaseLost)
    {
        if (source is null || source.IsCancellationRequested)
            Renew();

        source!.CancelAfter(limit);
        if (leaseLost.CanBeCanceled)
            lost = leaseLost.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), source);
        return source.Token;
    }

    /// <summary>The attempt is over; its lease may go without disturbing the next one.</summary>
    public void End() => lost.Dispose();

    /// <summary>Nothing runs for a while: no timer stays armed.</summary>
    public void Rest() => source?.CancelAfter(Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        givenUp.Dispose();
        lost.Dispose();
        source?.Dispose();
    }

    private void Renew()
    {
        Dispose();
        source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        givenUp = giveUp.UnsafeRegister(static s => ((CancellationTokenSource)s!).Cancel(), source);
    }
}
