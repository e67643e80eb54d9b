using Penstock.Testing;

namespace Penstock.Tests;

public sealed class SimulationTests
{
    private readonly Simulation simulation = new(1);
    private readonly List<string> seen = [];

    [Fact]
    public void Time_costs_nothing()
    {
        simulation.Run(() => Task.Delay(TimeSpan.FromDays(30), simulation.Clock), TimeSpan.FromDays(31));
        simulation.Clock.GetElapsedTime(0).ShouldBe(TimeSpan.FromDays(30));
    }

    [Fact]
    public void Of_a_killed_process_nothing_runs_any_more()
    {
        simulation.Run(
            async () =>
            {
                var process = simulation.Start("p");
                _ = process.Start(async () =>
                {
                    await using var lease = process.Clock.CreateTimer(_ => seen.Add("renewed"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                    try
                    {
                        await Task.Delay(TimeSpan.FromSeconds(10), process.Clock);
                        seen.Add("went on");
                    }
                    finally
                    {
                        seen.Add("released");
                    }
                });
                await Task.Delay(TimeSpan.FromSeconds(2.5), simulation.Clock);
                process.Kill();
                await Task.Delay(TimeSpan.FromHours(1), simulation.Clock);
            },
            TimeSpan.FromHours(2));

        seen.ShouldBe(["renewed", "renewed"]);
    }

    [Fact]
    public void A_frozen_process_wakes_up_without_knowing_of_the_time_between()
    {
        simulation.Run(
            async () =>
            {
                var process = simulation.Start("p");
                var ended = process.Start(async () =>
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), process.Clock);
                    seen.Add($"woke at {simulation.Clock.GetElapsedTime(0).TotalSeconds}");
                });
                await Task.Delay(TimeSpan.FromSeconds(0.5), simulation.Clock);
                process.Freeze();
                await Task.Delay(TimeSpan.FromSeconds(59.5), simulation.Clock);
                seen.ShouldBeEmpty();
                process.Thaw();
                await ended;
            },
            TimeSpan.FromHours(2));

        seen.ShouldBe(["woke at 60"]);
    }

    [Fact]
    public void A_seed_chooses_the_order()
    {
        static List<int> Order(int seed)
        {
            var order = new List<int>();
            new Simulation(seed).Run(
                () => Task.WhenAll(Enumerable.Range(0, 10).Select(async i =>
                {
                    await Task.Yield();
                    order.Add(i);
                })),
                TimeSpan.FromSeconds(1));
            return order;
        }

        Order(1).ShouldBe(Order(1));
        Order(1).ShouldNotBe(Order(2));
    }

    [Fact]
    public void What_takes_too_long_is_told_with_its_seed() =>
        Should.Throw<SimulationException>(() => simulation.Run(() => Task.Delay(TimeSpan.FromDays(30), simulation.Clock), TimeSpan.FromDays(1)))
            .Message.ShouldStartWith("The simulation with seed 1 was not done within its limit of simulated time");

    [Fact]
    public void What_spins_is_told() =>
        Should.Throw<SimulationException>(() => simulation.Run(
            async () =>
            {
                while (seen.Count == 0)
                    await Task.Yield();
            },
            TimeSpan.FromDays(1))).Message.ShouldContain("something spins");

    [Fact]
    public void Work_that_leaves_for_the_thread_pool_is_waited_for_and_told()
    {
        simulation.Run(() => Task.Run(() => seen.Add("elsewhere")), TimeSpan.FromSeconds(1));

        seen.ShouldBe(["elsewhere"]);
        simulation.ForeignSteps.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void An_error_of_the_script_is_its_own() =>
        Should.Throw<InvalidDataException>(() => simulation.Run(
            async () =>
            {
                await Task.Yield();
                throw new InvalidDataException("mine");
            },
            TimeSpan.FromSeconds(1)));
}
