namespace Penstock.Testing;

/// <summary>A timer of a <see cref="ManualClock"/>, whose lock guards the properties.</summary>
internal sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
{
    // The longest span the system's own timers accept.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public static Comparer<ManualTimer> InDueOrder { get; } =
        Comparer<ManualTimer>.Create(static (a, b) => (a.Due, a.Order).CompareTo((b.Due, b.Order)));

    public TimeSpan Due { get; set; }

    public TimeSpan? Period { get; set; }

    /// <summary>New with every arming, so it breaks ties fairly and shows that a timer was changed meanwhile.</summary>
    public long Order { get; set; }

    public int Running { get; set; }

    public bool IsDisposed { get; set; }

    public TaskCompletionSource? Drained { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        ThrowIfOutOfRange(dueTime, nameof(dueTime));
        ThrowIfOutOfRange(period, nameof(period));
        return clock.Arm(this, dueTime, period);
    }

    public void Fire()
    {
        try
        {
            if (_context is null)
                callback(state);
            else
                ExecutionContext.Run(_context, static timer => ((ManualTimer)timer!).Invoke(), this);
        }
        finally
        {
            clock.Returned(this);
        }
    }

    public void Dispose() => _ = clock.Disarm(this);

    /// <summary>Completes when no callback is running any more.</summary>
    public ValueTask DisposeAsync() => new(clock.Disarm(this));

    private void Invoke() => callback(state);

    private static void ThrowIfOutOfRange(TimeSpan span, string name)
    {
        if (span != Timeout.InfiniteTimeSpan && (span < TimeSpan.Zero || span > Longest))
            throw new ArgumentOutOfRangeException(name, span, $"A timer takes 0 to {Longest}, or Timeout.InfiniteTimeSpan.");
    }
}
