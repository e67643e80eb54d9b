using System.Collections.Concurrent;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Seeded histories on a real PostgreSQL, in real time with short leases: the seed chooses what happens, not exactly when.</summary>
public sealed class RealHistoryTests(PostgresServer server, ITestOutputHelper output)
{
    [Fact]
    public Task Ten_histories_on_a_real_server_keep_every_promise() => KeepEveryPromiseAsync(1, 10);

    [Fact]
    [Trait("Size", "Long")]
    public Task Eighty_histories_on_a_real_server_keep_every_promise() => KeepEveryPromiseAsync(1_000, 80);

    private async Task KeepEveryPromiseAsync(int firstSeed, int histories)
    {
        if (Environment.GetEnvironmentVariable("PENSTOCK_SEED") is { Length: > 0 } one)
            (firstSeed, histories) = (int.Parse(one), 1);
        var tally = new FaultTally();
        var failed = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(firstSeed, histories), new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (seed, _) =>
            {
                foreach (var violation in await PlayAsync(seed, tally))
                    failed.Add($"Seed {seed}: {violation}");
            });

        output.WriteLine(tally.ToString());
        string.Join('\n', failed.Order(StringComparer.Ordinal).Take(20)).ShouldBeEmpty();
        if (histories > 1)
            ReachedCheck.Of(tally, [.. RealChaos.All, "SettlementRefused"]).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<string>> PlayAsync(int seed, FaultTally tally)
    {
        var url = await server.CreateDatabaseAsync();
        await using (var store = new Postgres.PostgresStore(StoreUrl.Parse(url), TimeProvider.System))
        {
            var effects = new MigrationSet("history", [RealWorld.Effects], new Dictionary<string, IReadOnlyList<string>>());
            await new Migrator(store).ApplyAsync([.. RuntimeSchema.Sets, effects], default);
        }

        await using var world = new RealWorld(seed, url, tally);
        var chaos = new RealChaos(world);
        await chaos.PlayAsync();
        try
        {
            await Until.TrueAsync($"seed {seed} drains", world.IsDrainedAsync);
        }
        catch (TimeoutException)
        {
            return await world.LeftAsync();
        }

        return await world.CheckAsync(chaos.Sent);
    }
}
