namespace Penstock.Testing;

/// <summary>A process's view of the clock: its timers are steps of the process, so they stop and end with it.</summary>
internal sealed class ProcessClock(ManualClock clock, SimulatedProcess process) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ProcessTimer(clock, process, callback, state, dueTime, period);

    private sealed class ProcessTimer : ITimer
    {
        // The manual clock fires a timer of zero on the thread pool, which would leave the simulation.
        private static readonly TimeSpan Soonest = TimeSpan.FromTicks(1);

        private readonly ITimer timer;
        private int arming;

        public ProcessTimer(ManualClock clock, SimulatedProcess process, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
        {
            timer = clock.CreateTimer(
                _ => process.Post(static s => ((Firing)s!).Fire(), new Firing(this, arming, callback, state)),
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(due, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            arming++;
            return timer.Change(dueTime == TimeSpan.Zero ? Soonest : dueTime, period);
        }

        public void Dispose()
        {
            arming++;
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private sealed record Firing(ProcessTimer Timer, int Arming, TimerCallback Callback, object? State)
        {
            public void Fire()
            {
                // Changed or disposed since it fell due.
                if (Timer.arming == Arming)
                    Callback(State);
            }
        }
    }
}
