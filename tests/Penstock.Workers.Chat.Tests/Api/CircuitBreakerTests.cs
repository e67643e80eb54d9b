using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

public sealed class CircuitBreakerTests
{
    private readonly ManualClock clock = new();
    private int called;

    [Fact]
    public async Task It_opens_after_failures_in_a_row_and_one_call_decides_when_its_time_is_up()
    {
        var breaker = new CircuitBreaker("kafka", 5, TimeSpan.FromSeconds(30), clock, NullLogger.Instance);
        for (var i = 0; i < 4; i++)
            await CallAsync(breaker, fails: true);
        (await CallAsync(breaker, fails: false)).ShouldBeTrue();
        for (var i = 0; i < 5; i++)
            await CallAsync(breaker, fails: true);
        (breaker.State, breaker.Failures, called).ShouldBe((1, 9L, 10));

        (await CallAsync(breaker, fails: false)).ShouldBeFalse();
        called.ShouldBe(10);
        clock.Advance(TimeSpan.FromSeconds(30));
        (await CallAsync(breaker, fails: true)).ShouldBeFalse();
        (await CallAsync(breaker, fails: false)).ShouldBeFalse();
        called.ShouldBe(11);
        clock.Advance(TimeSpan.FromSeconds(30));
        var trial = new TaskCompletionSource();
        var running = breaker.TryAsync(() => new ValueTask(trial.Task), _ => true).AsTask();
        breaker.State.ShouldBe(2);
        (await CallAsync(breaker, fails: false)).ShouldBeFalse();
        trial.SetResult();
        (await running).ShouldBeTrue();
        breaker.State.ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_goes_away_decides_nothing()
    {
        var breaker = new CircuitBreaker("kafka", 1, TimeSpan.Zero, clock, NullLogger.Instance);
        await CallAsync(breaker, fails: true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await breaker.TryAsync(() => throw new OperationCanceledException(), error => error is TimeoutException));
        (await CallAsync(breaker, fails: false)).ShouldBeTrue();
    }

    private ValueTask<bool> CallAsync(CircuitBreaker breaker, bool fails) => breaker.TryAsync(
        () =>
        {
            called++;
            return fails ? throw new TimeoutException("away") : ValueTask.CompletedTask;
        },
        error => error is TimeoutException);
}
