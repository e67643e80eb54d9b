using Penstock.Testing;
using Penstock.Tests;

namespace Penstock.Relational.Tests;

/// <summary>Each guard of the queue is taken away in turn: the checks that pass sound histories must find that out, with the same seeds.</summary>
public sealed class BrokenQueueTests
{
    private const int Histories = 400;
    private const int Flaps = 40;

    [Fact]
    public void Without_the_fence_what_a_zombie_did_is_done_twice()
    {
        Awakening(Sabotage.None).ShouldBeEmpty();
        Awakening(new Sabotage { Statement = Unfenced }).ShouldContain(v => v.StartsWith("m01 was done 2 times", StringComparison.Ordinal));
    }

    [Fact]
    public void Acknowledging_before_the_effect_loses_messages() =>
        FoundOut(new Sabotage { Source = s => new AcknowledgeFirst(s) }, Style.OneByOne, "was lost", first: 3);

    [Fact]
    public void Without_the_sweep_a_late_committer_is_stranded() =>
        FoundOut(new Sabotage { Queue = q => q with { SweepEvery = TimeSpan.FromDays(1) } }, Style.OneByOne, "still waits", first: 6);

    [Fact]
    public void Without_a_count_of_deaths_a_killer_comes_back_for_ever() =>
        FoundOut(new Sabotage { Journal = j => new ForgetfulJournal(j) }, Style.Whole, "still waits", first: 24);

    [Fact]
    public void With_one_counter_for_both_a_dependency_that_flaps_dead_letters_good_work()
    {
        Flapping(Sabotage.None).ShouldBeEmpty();
        Flapping(new Sabotage { Policy = () => new OneCounter() }).ShouldBe(["m01 was dead-lettered, and nothing was wrong with it."]);
    }

    // Who holds it is not asked any more.
    private static string Unfenced(string statement) => statement
        .Replace("lease = @token", "@token = @token", StringComparison.Ordinal)
        .Replace("b.lease = fence.held_by", "1 = 1", StringComparison.Ordinal);

    // Histories of something broken take long: those before the first seed need not be played to know that they show nothing.
    private static void FoundOut(Sabotage sabotage, Style style, string violation, int first = 1)
    {
        HistoryResult? found = null;
        Seeds.Play(first, Histories, seed =>
        {
            var result = History.Run(seed, sabotage, new FaultTally(), style);
            if (result.Violations.Any(v => v.Contains(violation, StringComparison.Ordinal)))
                found = result;
            return found is null;
        });

        found.ShouldNotBeNull($"None of {Histories} histories showed it.");
        History.Run(found.Seed, Sabotage.None, new FaultTally(), style).Violations.ShouldBeEmpty();
    }

    /// <summary>The dependency goes away under each try and is back before the next.</summary>
    private static IReadOnlyList<string> Flapping(Sabotage sabotage) => Play(sabotage, 1, async world =>
    {
        world.Fault("m01", new MessageFault.Slow(TimeSpan.FromSeconds(1)));
        await world.Sender.SendAsync(Sender.Named("m01"));
        for (var flap = 1; flap <= Flaps && !world.File.IsEmpty; flap++)
            await FlapAsync(world);
    });

    private static async Task FlapAsync(World world)
    {
        for (var tries = world.Handled.Count; world.Handled.Count == tries && !world.File.IsEmpty;)
            await world.DelayAsync(0.1);
        world.Dependency.IsUp = false;
        await world.DelayAsync(5);
        world.Dependency.IsUp = true;
    }

    /// <summary>A process sleeps past its lease and goes on in the midst of another's work.</summary>
    private static IReadOnlyList<string> Awakening(Sabotage sabotage) => Play(sabotage, 2, async world =>
    {
        world.Fault("m01", new MessageFault.Slow(TimeSpan.FromSeconds(15)));
        await world.Sender.SendAsync(Sender.Named("m01"));
        while (world.Handled.Count == 0)
            await world.DelayAsync(0.1);
        var zombie = world.Workers.Single(w => w.Process.Name == world.Handled[0].By);
        await world.DelayAsync(10);
        zombie.Process.Freeze();
        while (world.Handled.Count == 1)
            await world.DelayAsync(0.1);
        zombie.Process.Thaw();
        await world.DelayAsync(20);
    });

    private static IReadOnlyList<string> Play(Sabotage sabotage, int processes, Func<World, Task> script)
    {
        using var world = new World(1, _ => HistoryPlan.Quiet(Style.OneByOne, processes), sabotage);
        IReadOnlyList<string> violations = [];
        world.Simulation.Run(
            async () =>
            {
                await script(world);
                await History.DrainAsync(world);
                violations = world.Check();
            },
            TimeSpan.FromHours(1));
        return violations;
    }
}
