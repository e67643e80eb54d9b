using Penstock.Testing;

namespace Penstock.Tests;

public sealed class RateGateTests
{
    private readonly Simulation simulation = new(1);

    [Fact]
    public void Twenty_at_ten_a_second_and_burst_one_take_two_seconds() =>
        Take(new RateGate(10, 1, simulation.Clock), times: 20, wanted: 1).TotalSeconds.ShouldBeInRange(1.9, 2.1);

    [Fact]
    public void A_rate_below_one_grants_one_at_a_time() =>
        Take(new RateGate(0.3, null, simulation.Clock), times: 4, wanted: 100).TotalSeconds.ShouldBeInRange(9.9, 10.1);

    [Fact]
    public void A_long_run_is_at_the_rate_whatever_the_batches()
    {
        var gate = new RateGate(50, 10, simulation.Clock);
        var (taken, elapsed) = (0, TimeSpan.Zero);
        Run(async () =>
        {
            var from = simulation.Clock.GetTimestamp();
            while (taken < 5_000)
            {
                var granted = await gate.EnterAsync(simulation.Chance.Next(1, 200), default);
                var came = simulation.Chance.Next(granted + 1);
                gate.Came(granted, came);
                taken += came;
                if (came == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), simulation.Clock);
            }

            elapsed = simulation.Clock.GetElapsedTime(from);
        });
        (taken / elapsed.TotalSeconds).ShouldBeInRange(40, 50.5);
    }

    [Fact]
    public void What_did_not_come_is_not_charged()
    {
        var gate = new RateGate(10, 10, simulation.Clock);
        Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var granted = await gate.EnterAsync(10, default);
                gate.Came(granted, 0);
            }
        });
        simulation.Clock.GetElapsedTime(0).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Lanes_together_take_no_more_than_the_burst_at_once()
    {
        var gate = new RateGate(10, 20, simulation.Clock);
        var atOnce = 0;
        Run(() => Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await Task.Yield();
            var granted = await gate.EnterAsync(20, default);
            gate.Came(granted, granted);
            if (simulation.Clock.GetElapsedTime(0) == TimeSpan.Zero)
                atOnce += granted;
        })));
        atOnce.ShouldBeLessThanOrEqualTo(20);
    }

    [Fact]
    public void A_quiet_time_saves_up_no_more_than_the_burst()
    {
        var gate = new RateGate(10, 20, simulation.Clock);
        simulation.Clock.Advance(TimeSpan.FromHours(1));
        Run(async () => (await gate.EnterAsync(1000, default)).ShouldBe(20));
    }

    [Fact]
    public void A_fast_rate_hands_out_a_quarter_of_a_second_at_a_time()
    {
        var gate = new RateGate(1000, null, simulation.Clock);
        Run(async () =>
        {
            gate.Came(await gate.EnterAsync(2000, default), 2000);
            var granted = await gate.EnterAsync(2000, default);
            granted.ShouldBeInRange(250, 252);
        });
    }

    [Fact]
    public void A_stop_ends_the_wait()
    {
        var gate = new RateGate(0.01, 1, simulation.Clock);
        Run(async () =>
        {
            await gate.EnterAsync(1, default);
            using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), simulation.Clock);
            await gate.EnterAsync(1, stop.Token).AsTask().ShouldBeCancelledAsync();
        });
    }

    private TimeSpan Take(RateGate gate, int times, int wanted)
    {
        var elapsed = TimeSpan.Zero;
        Run(async () =>
        {
            var from = simulation.Clock.GetTimestamp();
            for (var i = 0; i < times; i++)
            {
                var granted = await gate.EnterAsync(wanted, default);
                granted.ShouldBe(1);
                gate.Came(granted, 1);
            }

            elapsed = simulation.Clock.GetElapsedTime(from);
        });
        return elapsed;
    }

    private void Run(Func<Task> script) => simulation.Run(script, TimeSpan.FromHours(2));
}
