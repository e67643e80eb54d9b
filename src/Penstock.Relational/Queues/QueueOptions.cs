namespace Penstock.Relational;

/// <summary>How a queue is watched.</summary>
public sealed record QueueOptions
{
    /// <summary>Longest wait of an idle queue before it looks by itself; a hint ends it at once. Default: 5 seconds for each queue of the process, 10 on SQLite;
    /// 1 where no hints of other processes arrive.</summary>
    public TimeSpan? PollEvery { get; init; }

    /// <summary>The first wait after work; it doubles while nothing comes. Default: 5 ms.</summary>
    public TimeSpan PollAtFirst { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Claims start above the last one, since the store may still have to step over what is finished below it; this often they
    /// look there too, for late commits and for what was handed back. Default: 1 second.
    /// </summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Effects that a handler writes in <see cref="Delivery.Transaction"/> commit together with the settlement: exactly once, where
    /// they live in the queue's own store. The transaction is open while handlers run; on SQLite nobody else writes meanwhile.
    /// Default: false.
    /// </summary>
    public bool SharesTransaction { get; init; }
}
