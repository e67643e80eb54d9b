using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Testing;

namespace Penstock.Tests;

public sealed class BreakerTests
{
    private readonly Simulation simulation = new(1);
    private readonly Dependency dependency = new();
    private readonly Breaker breaker;

    public BreakerTests() => breaker = new Breaker(
        "test", new Judge(new FaultTable([]), dependency), new BreakerOptions(), simulation.Clock, NullLogger.Instance);

    [Fact]
    public void Closed_it_lets_everything_in()
    {
        Run(async () => (await breaker.EnterAsync(7, default)).ShouldBe(7));
        dependency.Probes.ShouldBe(0);
    }

    [Fact]
    public void While_the_dependency_is_away_it_probes_each_second()
    {
        dependency.IsUp = false;
        Run(async () =>
        {
            await breaker.OpenAsync(new TimeoutException("down"));
            breaker.Why.ShouldBe("down");
            _ = ReturnAfterAsync(TimeSpan.FromSeconds(60.5));
            await breaker.EnterAsync(1, default);
        });

        dependency.Probes.ShouldBe(61);
        simulation.Clock.GetElapsedTime(0).ShouldBe(TimeSpan.FromSeconds(61));
        breaker.IsOpen.ShouldBeFalse();
        breaker.Why.ShouldBeNull();
    }

    [Fact]
    public void Lanes_share_one_probe()
    {
        dependency.IsUp = false;
        Run(async () =>
        {
            await breaker.OpenAsync(new TimeoutException("down"));
            _ = ReturnAfterAsync(TimeSpan.FromSeconds(9.5));
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => breaker.EnterAsync(1, default).AsTask()));
        });

        dependency.Probes.ShouldBe(10);
    }

    [Fact]
    public void A_lane_that_stops_while_it_probes_leaves_the_probe_to_another()
    {
        dependency.IsUp = false;
        Run(async () =>
        {
            await breaker.OpenAsync(new TimeoutException("down"));
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(2.5), simulation.Clock);
            var first = breaker.EnterAsync(1, stop.Token).AsTask();
            var second = breaker.EnterAsync(1, default).AsTask();
            await first.ShouldBeCancelledAsync();
            dependency.IsUp = true;
            await second;
        });
    }

    [Fact]
    public void When_it_trips_again_at_once_its_waits_double_up_to_four_seconds() => Waits(6, succeed: false).ShouldBe([1, 2, 4, 4, 4, 4]);

    [Fact]
    public void A_batch_that_goes_through_sets_the_waits_back() => Waits(3, succeed: true).ShouldBe([1, 1, 1]);

    [Fact]
    public void Opening_it_twice_is_one_trip()
    {
        Run(async () =>
        {
            await breaker.OpenAsync(new TimeoutException("down"));
            await breaker.OpenAsync(new IOException("another lane's word for it"));
            breaker.Why.ShouldBe("down");
            await breaker.EnterAsync(1, default);
        });
        simulation.Clock.GetElapsedTime(0).ShouldBe(TimeSpan.FromSeconds(1));
    }

    private List<double> Waits(int trips, bool succeed)
    {
        var waits = new List<double>();
        Run(async () =>
        {
            for (var i = 0; i < trips; i++)
            {
                var from = simulation.Clock.GetTimestamp();
                await breaker.OpenAsync(new TimeoutException("down"));
                await breaker.EnterAsync(1, default);
                waits.Add(simulation.Clock.GetElapsedTime(from).TotalSeconds);
                if (succeed)
                    breaker.Succeeded();
            }
        });
        return waits;
    }

    private async Task ReturnAfterAsync(TimeSpan span)
    {
        await Task.Delay(span, simulation.Clock);
        dependency.IsUp = true;
    }

    private void Run(Func<Task> script) => simulation.Run(script, TimeSpan.FromHours(1));
}
