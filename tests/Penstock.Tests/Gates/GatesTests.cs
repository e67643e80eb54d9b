using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Testing;

namespace Penstock.Tests;

public sealed class GatesTests
{
    private readonly Simulation simulation = new(1);
    private readonly PauseGate pause = new(1);
    private readonly Breaker breaker;
    private readonly Gates gates;

    public GatesTests()
    {
        breaker = new Breaker("test", new Judge(new FaultTable([]), null), new BreakerOptions(), simulation.Clock, NullLogger.Instance);
        gates = new Gates(pause, breaker, new RateGate(1, 1, simulation.Clock));
    }

    [Fact]
    public void A_pause_holds_until_it_is_resumed() => Run(async () =>
    {
        pause.Pause();
        pause.Pause();
        var entering = gates.EnterAsync(5, default).AsTask();
        await Task.Delay(TimeSpan.FromHours(1), simulation.Clock);
        entering.IsCompleted.ShouldBeFalse();

        pause.Resume();
        (await entering).Count.ShouldBe(1);
    });

    [Fact]
    public void A_pause_that_comes_while_the_rate_waits_is_seen() => Run(async () =>
    {
        gates.Came(await gates.EnterAsync(1, default), 1);
        var entering = gates.EnterAsync(1, default).AsTask();
        pause.Pause();
        await Task.Delay(TimeSpan.FromMinutes(1), simulation.Clock);
        entering.IsCompleted.ShouldBeFalse();

        pause.Resume();
        await entering;
    });

    [Fact]
    public void What_was_granted_before_another_gate_closed_is_given_back() => Run(async () =>
    {
        gates.Came(await gates.EnterAsync(1, default), 1);
        var entering = gates.EnterAsync(1, default).AsTask();
        await breaker.OpenAsync(new TimeoutException("down"));
        var from = simulation.Clock.GetTimestamp();

        await entering;

        // A second for the breaker; the permit of the first second is still there.
        simulation.Clock.GetElapsedTime(from).TotalSeconds.ShouldBeInRange(1, 2.1);
    });

    [Fact]
    public void A_stop_ends_a_pause() => Run(async () =>
    {
        pause.Pause();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), simulation.Clock);
        await gates.EnterAsync(1, stop.Token).AsTask().ShouldBeCancelledAsync();
    });

    private void Run(Func<Task> script) => simulation.Run(script, TimeSpan.FromHours(2));
}
