using Penstock.Testing;

namespace Penstock.Tests;

public sealed class ManualTimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_due_order_with_the_clock_standing_at_each_due_time()
    {
        Start("late", 3 * Second);
        Start("early", 1 * Second);
        Start("late too", 3 * Second);
        Start("never", 11 * Second);

        _clock.Advance(10 * Second);

        _fired.ShouldBe(["early@1", "late@3", "late too@3"]);
        _clock.GetElapsedTime(0).ShouldBe(10 * Second);
    }

    [Fact]
    public void What_a_callback_starts_fires_within_the_same_advance()
    {
        using var timer = _clock.CreateTimer(_ => Start("child", 2 * Second), null, Second, Timeout.InfiniteTimeSpan);

        _clock.Advance(10 * Second);

        _fired.ShouldBe(["child@3"]);
    }

    [Fact]
    public void A_callback_may_change_and_dispose_other_timers_and_itself()
    {
        var moved = Start("moved", 5 * Second);
        var stopped = Start("stopped", 5 * Second);
        ITimer self = null!;
        self = _clock.CreateTimer(
            _ =>
            {
                moved.Change(Second, Timeout.InfiniteTimeSpan);
                stopped.Dispose();
                self.Dispose();
                Note("self");
            },
            null,
            Second,
            Second);

        _clock.Advance(10 * Second);

        _fired.ShouldBe(["self@1", "moved@2"]);
    }

    [Fact]
    public void A_periodic_timer_fires_once_a_period_until_disposed()
    {
        var timer = Start("tick", 2 * Second, 3 * Second);

        _clock.Advance(8 * Second);
        _fired.ShouldBe(["tick@2", "tick@5", "tick@8"]);

        timer.Dispose();
        _clock.Advance(8 * Second);
        _fired.Count.ShouldBe(3);
        _clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public void Change_rearms_a_fired_timer_and_an_infinite_due_time_disarms_it()
    {
        var timer = Start("once", Second);
        _clock.Advance(Second);
        timer.Change(2 * Second, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        _clock.Advance(2 * Second);
        timer.Change(Second, Second).ShouldBeTrue();
        timer.Change(Timeout.InfiniteTimeSpan, Second).ShouldBeTrue();
        _clock.Advance(5 * Second);

        _fired.ShouldBe(["once@1", "once@3"]);
    }

    [Fact]
    public void Change_of_a_disposed_timer_is_refused()
    {
        var timer = Start("never", Second);
        timer.Dispose();

        timer.Change(Second, Second).ShouldBeFalse();
        _clock.Advance(5 * Second);

        _fired.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(4_294_967_295)]
    public void Spans_that_the_system_timer_refuses_are_refused(long milliseconds)
    {
        var span = TimeSpan.FromMilliseconds(milliseconds);
        Should.Throw<ArgumentOutOfRangeException>(() => Start("never", span)).ParamName.ShouldBe("dueTime");
        Should.Throw<ArgumentOutOfRangeException>(() => Start("never", Second, span)).ParamName.ShouldBe("period");
    }

    [Fact]
    public async Task A_due_time_of_zero_fires_without_an_advance()
    {
        var fired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = _clock.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.Zero, 5 * Second);

        await fired.Task;

        _clock.NextDue.ShouldBe(5 * Second);
    }

    [Fact]
    public async Task Disposing_asynchronously_waits_for_the_running_callback()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leave = new ManualResetEventSlim();
        var timer = _clock.CreateTimer(
            _ =>
            {
                entered.SetResult();
                leave.Wait();
            },
            null,
            Second,
            Timeout.InfiniteTimeSpan);
        var advancing = Task.Run(() => _clock.Advance(Second));
        await entered.Task;

        var disposing = timer.DisposeAsync().AsTask();
        disposing.IsCompleted.ShouldBeFalse();
        leave.Set();

        await disposing;
        await advancing;
    }

    [Fact]
    public void The_callback_sees_the_context_of_its_creator()
    {
        var flowing = new AsyncLocal<string> { Value = "creator" };
        var seen = "";
        using var timer = _clock.CreateTimer(_ => seen = flowing.Value, null, Second, Timeout.InfiniteTimeSpan);
        flowing.Value = "advancer";

        _clock.Advance(Second);

        seen.ShouldBe("creator");
    }

    private ITimer Start(string name, TimeSpan due, TimeSpan? period = null)
        => _clock.CreateTimer(_ => Note(name), null, due, period ?? Timeout.InfiniteTimeSpan);

    private void Note(string name) => _fired.Add($"{name}@{_clock.GetElapsedTime(0).TotalSeconds}");
}
