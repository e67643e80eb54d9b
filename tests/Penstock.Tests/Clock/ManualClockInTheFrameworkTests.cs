using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>The framework's own waits, driven by the manual clock.</summary>
public sealed class ManualClockInTheFrameworkTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public void A_delay_ends_at_its_time_and_not_before()
    {
        var delay = Task.Delay(Second, _clock);

        _clock.Advance(Second - TimeSpan.FromTicks(1));
        delay.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromTicks(1));
        delay.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_delay_leaves_no_timer()
    {
        using var stop = new CancellationTokenSource();
        var delay = Task.Delay(Second, _clock, stop.Token);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => delay);
        _clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task A_loop_of_delays_is_walked_timer_by_timer()
    {
        var rounds = 0;
        using var stop = new CancellationTokenSource();
        var loop = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(Second, _clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                rounds++;
            }
        });

        for (var i = 0; i < 5; i++)
            await _clock.AdvanceToNextTimerAsync();
        await _clock.WaitForTimersAsync();
        rounds.ShouldBe(5);

        await stop.CancelAsync();
        await loop;
        _clock.GetElapsedTime(0).ShouldBe(5 * Second);
    }

    [Fact]
    public async Task A_periodic_timer_ticks()
    {
        using var ticker = new PeriodicTimer(Second, _clock);
        for (var i = 0; i < 3; i++)
        {
            var tick = ticker.WaitForNextTickAsync().AsTask();
            tick.IsCompleted.ShouldBeFalse();
            _clock.Advance(Second);
            (await tick).ShouldBeTrue();
        }

        ticker.Dispose();
        _clock.NextDue.ShouldBeNull();
    }

    [Fact]
    public void A_token_source_cancels_after_its_span()
    {
        using var limit = new CancellationTokenSource(Second, _clock);

        _clock.Advance(Second / 2);
        limit.CancelAfter(Second);
        _clock.Advance(Second / 2);
        limit.IsCancellationRequested.ShouldBeFalse();

        _clock.Advance(Second / 2);
        limit.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task A_wait_with_a_limit_times_out()
    {
        var never = new TaskCompletionSource();
        var waiting = never.Task.WaitAsync(Second, _clock);

        _clock.Advance(Second);

        await Should.ThrowAsync<TimeoutException>(() => waiting);
    }
}
