namespace Penstock;

/// <summary>Prolongs the leases of what runs. One timer a lane, armed while a batch is in hand.</summary>
internal sealed class Renewal : IDisposable
{
    private readonly ISource source;
    private readonly TimeSpan every;
    private readonly CancellationToken giveUp;
    private readonly ITimer timer;
    private volatile Batch? held;
    private int running;

    public Renewal(ISource source, TimeSpan every, TimeProvider clock, CancellationToken giveUp)
    {
        (this.source, this.every, this.giveUp) = (source, every, giveUp);
        timer = clock.CreateTimer(static s => _ = ((Renewal)s!).ExtendAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public Held Start(Batch batch)
    {
        held = batch;
        timer.Change(every, every);
        return new Held(this);
    }

    public void Dispose() => timer.Dispose();

    private async Task ExtendAsync()
    {
        if (held is not { } batch || Interlocked.Exchange(ref running, 1) == 1)
            return;

        try
        {
            await source.ExtendAsync((IReadOnlyCollection<Delivery>)batch.Items, giveUp);
        }
        catch (Exception)
        {
            // A lease that could not be prolonged shows at the settlement, where the fence decides.
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    public readonly struct Held(Renewal renewal) : IDisposable
    {
        public void Dispose()
        {
            renewal.timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            renewal.held = null;
        }
    }
}
