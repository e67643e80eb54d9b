using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class GivenTimeTests : IAsyncDisposable
{
    private readonly string folder = FastFolder.Create("penstock-time-");
    private readonly ManualClock clock = new();

    private StoreUrl Url => StoreUrl.Parse($"sqlite:///{folder}/time.db");

    [Fact]
    public async Task A_store_that_is_given_its_time_follows_that_clock()
    {
        await using var store = new SqliteStore(Url, clock, new SqliteOptions { TimeIsGiven = true });
        (await AskAsync(store, store.Dialect.Now)).ShouldBe("2025-01-01T12:00:00.000Z");

        clock.Advance(TimeSpan.FromSeconds(1.5));

        (await AskAsync(store, store.Dialect.Now)).ShouldBe("2025-01-01T12:00:01.500Z");
        (await AskAsync(store, store.Dialect.NowPlus("6"))).ShouldBe("2025-01-01T12:00:07.500Z");
    }

    [Fact]
    public async Task Otherwise_the_files_own_clock_counts_whatever_the_process_thinks()
    {
        await using var store = new SqliteStore(Url, clock);

        string.CompareOrdinal(await AskAsync(store, store.Dialect.Now), "2025-06-01").ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_schema_made_with_one_clock_serves_the_other()
    {
        await using (var given = new SqliteStore(Url, clock, new SqliteOptions { TimeIsGiven = true }))
            await new Migrator(given).ApplyAsync([OwnerSchema.Set, QueueSchema.Set], default);

        await using var own = new SqliteStore(Url, clock);
        (await new Queues(own).SendAsync("emails", [new Message(new byte[1]) { Delay = TimeSpan.FromSeconds(1) }], default)).ShouldBe(1);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<string?> AskAsync(SqliteStore store, string expression)
    {
        await using var connection = await store.OpenAsync(default);
        return await connection.Command($"SELECT {expression}").ScalarAsync<string>(default);
    }
}
