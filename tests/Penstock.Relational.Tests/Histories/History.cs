using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>One history: processes work, faults come, faults stop, the rest drains, the checks judge.</summary>
internal static class History
{
    // Killers need three deaths each, and a lease runs out after each of them.
    private const int DrainSeconds = 300;

    public static HistoryResult Run(int seed, Sabotage sabotage, FaultTally tally, Style? style = null, List<string>? told = null)
    {
        using var world = new World(seed, chance => HistoryPlan.From(chance, style), sabotage, tally, told);
        IReadOnlyList<string> violations = [];
        try
        {
            world.Simulation.Run(async () => violations = await PlayAsync(world), TimeSpan.FromHours(2));
        }
        catch (SimulationException error)
        {
            violations = [error.Message];
        }

        return new HistoryResult(seed, world.Plan, world.Simulation.Digest, world.Simulation.ForeignSteps, violations);
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(World world)
    {
        var names = new Queue<string>(Enumerable.Range(0, world.Plan.Messages).Select(world.Name));
        var chaos = new Chaos(world);
        for (var i = 0; i < world.Plan.Rounds; i++)
        {
            chaos.Start(world.Sender.SendAsync(Some(world, names, world.Plan.Rounds - i)));
            await world.DelayAsync(world.Chance.NextDouble() * 4);
            RestartDead(world);
            chaos.Strike();
        }

        await chaos.CalmAsync();
        await DrainAsync(world);
        return world.Check();
    }

    private static List<string> Some(World world, Queue<string> names, int roundsLeft)
    {
        var count = roundsLeft == 1 ? names.Count : Math.Min(names.Count, world.Chance.Next((2 * names.Count / roundsLeft) + 2));
        return [.. Enumerable.Range(0, count).Select(_ => names.Dequeue())];
    }

    /// <summary>Time for all that is left, with a supervisor that starts again what dies.</summary>
    public static async Task DrainAsync(World world)
    {
        // A pipeline without work finds out with its next look that what it waited for is back.
        for (var i = 0; i < DrainSeconds && !(world.File.IsEmpty && world.Workers.All(w => w.Pipelines.All(p => p.WaitsFor is null))); i++)
        {
            await world.DelayAsync(1);
            RestartDead(world);
        }

        await world.DelayAsync(10);
        RestartDead(world);
    }

    public static void RestartDead(World world)
    {
        foreach (var worker in world.Workers.Where(w => w.Process.IsKilled))
            worker.Start();
    }
}
