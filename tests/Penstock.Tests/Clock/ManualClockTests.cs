using Penstock.Testing;

namespace Penstock.Tests;

public sealed class ManualClockTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Starts_at_noon_of_new_years_day_2025_or_where_it_is_told()
    {
        var elsewhere = new DateTimeOffset(2030, 6, 1, 8, 0, 0, TimeSpan.FromHours(2));

        _clock.GetUtcNow().ShouldBe(new DateTimeOffset(2025, 1, 1, 12, 0, 0, TimeSpan.Zero));
        new ManualClock(elsewhere).GetUtcNow().ShouldBe(elsewhere);
        new ManualClock(elsewhere).GetUtcNow().Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Timestamps_run_with_the_wall_clock_at_a_frequency_of_their_own()
    {
        var start = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(7) + TimeSpan.FromTicks(1));

        _clock.TimestampFrequency.ShouldNotBe(TimeSpan.TicksPerSecond);
        _clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromSeconds(7) + TimeSpan.FromTicks(1));
        (_clock.GetTimestamp() - start).ShouldBe((7 * _clock.TimestampFrequency) + 3);
    }

    [Fact]
    public void Elapsed_time_is_exact_for_any_span()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var clock = new ManualClock();
            var span = TimeSpan.FromTicks(random.NextInt64(1L << random.Next(1, 50)));
            clock.Advance(span);
            clock.GetElapsedTime(0).ShouldBe(span);
        }
    }

    [Fact]
    public void Stepping_the_wall_clock_back_leaves_timestamps_and_timers_alone()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        var before = _clock.GetTimestamp();
        var delay = Task.Delay(TimeSpan.FromSeconds(5), _clock);

        _clock.SetUtcNow(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));

        _clock.GetTimestamp().ShouldBe(before);
        _clock.NextDue.ShouldBe(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(5));
        delay.IsCompletedSuccessfully.ShouldBeTrue();
        _clock.GetUtcNow().ShouldBe(new DateTimeOffset(2024, 1, 1, 0, 0, 5, TimeSpan.Zero));
    }

    [Fact]
    public void Cannot_be_advanced_backwards()
        => Should.Throw<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public async Task A_timer_armed_later_on_another_thread_is_waited_for()
    {
        var two = _clock.WaitForTimersAsync(2);
        _ = Task.Delay(TimeSpan.FromSeconds(1), _clock);
        two.IsCompleted.ShouldBeFalse();
        _ = Task.Run(() => Task.Delay(TimeSpan.FromSeconds(1), _clock));

        await two;

        _clock.NextDue.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Waiting_for_timers_can_be_given_up()
    {
        using var giveUp = new CancellationTokenSource();
        var waiting = _clock.WaitForTimersAsync(1, giveUp.Token);
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Advancing_to_the_next_timer_goes_just_there()
    {
        var start = _clock.GetUtcNow();
        var advancing = _clock.AdvanceToNextTimerAsync();
        advancing.IsCompleted.ShouldBeFalse();
        var near = Task.Delay(TimeSpan.FromSeconds(3), _clock);
        var far = Task.Delay(TimeSpan.FromSeconds(4), _clock);

        await advancing;

        await near;
        far.IsCompleted.ShouldBeFalse();
        _clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(3));
        _clock.NextDue.ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Several_threads_may_advance_at_once_and_no_time_is_lost_between_timers()
    {
        var fired = 0;
        using var timer = _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        Parallel.For(0, 1_000, _ => _clock.Advance(TimeSpan.FromSeconds(1)));

        // Spans that overlap count once, as they do for two people who look at one watch; but what has passed has fired.
        var seconds = (int)_clock.GetElapsedTime(0).TotalSeconds;
        seconds.ShouldBeInRange(1, 1_000);
        fired.ShouldBe(seconds);
        _clock.NextDue.ShouldBe(TimeSpan.FromSeconds(1));
    }
}
