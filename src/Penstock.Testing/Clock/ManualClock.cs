namespace Penstock.Testing;

/// <summary>
/// A clock that moves only when told to. Timers fire on the thread that advances it, in due order, with the clock standing at each
/// due time; code that a timer wakes runs on that thread up to its next wait. A timer armed with a due time of zero fires on the
/// thread pool at once, as with the system's clock.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    // Neither 10 MHz (TimeSpan) nor 1 GHz (Linux): code that takes timestamps for either is found out. GetElapsedTime stays exact,
    // because the quotient is a whole number.
    private const int TimestampsPerTick = 3;

    private readonly Lock _gate = new();
    private readonly SortedSet<ManualTimer> _armed = new(ManualTimer.InDueOrder);
    private readonly List<(int Count, TaskCompletionSource Reached)> _awaiting = [];
    private DateTimeOffset _wallAtStart;
    private TimeSpan _elapsed;
    private long _lastOrder;

    /// <summary>Starts at noon of 1 January 2025, UTC.</summary>
    public ManualClock()
        : this(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualClock(DateTimeOffset start) => _wallAtStart = start.ToUniversalTime();

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>30 MHz.</summary>
    public override long TimestampFrequency => TimestampsPerTick * TimeSpan.TicksPerSecond;

    /// <summary>How far ahead the next armed timer is due; null when none is armed.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _armed.Min is { } next ? next.Due - _elapsed : null;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _wallAtStart + _elapsed;
    }

    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed.Ticks * TimestampsPerTick;
    }

    /// <summary>Steps the wall clock, backwards too. Timestamps and timers do not notice, as on a machine whose time is corrected.</summary>
    public void SetUtcNow(DateTimeOffset value)
    {
        lock (_gate)
            _wallAtStart = value.ToUniversalTime() - _elapsed;
    }

    /// <summary>Moves on by <paramref name="span"/> and fires what falls due on the way, periodic timers once for each period.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative; use <see cref="SetUtcNow"/> to step the wall clock back.</exception>
    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        TimeSpan target;
        lock (_gate)
            target = _elapsed + span;
        RunUntil(target);
    }

    /// <summary>
    /// Waits until at least <paramref name="count"/> timers are armed. Work that was just started arms its timer on another thread,
    /// some time later: advancing before that would miss it.
    /// </summary>
    public Task WaitForTimersAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_armed.Count >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until a timer is armed, then advances just to the earliest one.</summary>
    public async Task AdvanceToNextTimerAsync(CancellationToken cancellationToken = default)
    {
        TimeSpan? due;
        do
        {
            await WaitForTimersAsync(1, cancellationToken);
            lock (_gate)
                due = _armed.Min?.Due;
        }
        while (due is null); // it was disarmed meanwhile
        RunUntil(due.Value);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    internal bool Arm(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
                return false;
            _armed.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period : null;
            timer.Order = ++_lastOrder;
            if (dueTime > TimeSpan.Zero)
                Add(timer, _elapsed + dueTime);
            else if (dueTime == TimeSpan.Zero)
                ThreadPool.UnsafeQueueUserWorkItem(FireAtOnce, (timer, timer.Order), preferLocal: false);
            return true;
        }
    }

    internal Task Disarm(ManualTimer timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
            if (timer.Running == 0)
                return Task.CompletedTask;
            timer.Drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return timer.Drained.Task;
        }
    }

    internal void Returned(ManualTimer timer)
    {
        lock (_gate)
        {
            if (--timer.Running == 0)
                timer.Drained?.TrySetResult();
        }
    }

    private void RunUntil(TimeSpan target)
    {
        while (TakeDue(target) is { } timer)
            timer.Fire();
    }

    // Reaching the target is one step with finding nothing due: a timer armed in between would be passed over unfired.
    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (_gate)
        {
            var next = _armed.Min is { } first && first.Due <= target ? first : null;
            var reached = next?.Due ?? target;
            _elapsed = reached > _elapsed ? reached : _elapsed;
            if (next is not null)
                Begin(next, next.Due);
            return next;
        }
    }

    private void FireAtOnce((ManualTimer Timer, long Order) armed)
    {
        lock (_gate)
        {
            if (armed.Timer.IsDisposed || armed.Timer.Order != armed.Order)
                return;
            Begin(armed.Timer, _elapsed);
        }
        armed.Timer.Fire();
    }

    private void Begin(ManualTimer timer, TimeSpan firedAt)
    {
        _armed.Remove(timer);
        timer.Order = ++_lastOrder;
        timer.Running++;
        if (timer.Period is { } period)
            Add(timer, firedAt + period);
    }

    private void Add(ManualTimer timer, TimeSpan due)
    {
        timer.Due = due;
        _armed.Add(timer);
        foreach (var (_, reached) in _awaiting.Where(waiter => waiter.Count <= _armed.Count))
            reached.TrySetResult();
        _awaiting.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
    }
}
