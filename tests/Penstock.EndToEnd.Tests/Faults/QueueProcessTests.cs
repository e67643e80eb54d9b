using System.Text;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;

namespace Penstock.EndToEnd.Tests;

/// <summary>Processes that work on a queue, killed and stopped by the system.</summary>
public sealed class QueueProcessTests(PostgresServer server)
{
    // At first every bucket may have messages, and each gets its part of a batch.
    private const string RoomForTwoOfAKey = "200";

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task The_work_of_a_killed_process_runs_again_within_10_s(string? key)
    {
        await using var queue = await OpenAsync();
        await using var victim = await WorkerProcess.StartAsync(queue.Url, "--Queue", "work", "--FreezeInHandler", "true");
        await queue.SendAsync(key, "m1", "m2", "m3");
        await victim.SaysAsync("frozen in handler");
        await using var other = await WorkerProcess.StartAsync(queue.Url, "--Queue", "work");

        await victim.SignalAsync("KILL");
        (await victim.ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);
        var killedAt = TimeProvider.System.GetTimestamp();
        await other.SaysAsync("did m1");
        TimeProvider.System.GetElapsedTime(killedAt).ShouldBeLessThan(Promised);

        await queue.EmptyAsync();
        (await queue.DoneAsync()).ShouldBe(["m1", "m2", "m3"]);
        (await other.StopAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("key")]
    public async Task Stopped_past_its_lease_a_process_settles_nothing_and_works_on(string? key)
    {
        await using var queue = await OpenAsync();
        await using var zombie = await WorkerProcess.StartAsync(
            queue.Url, "--Queue", "work", "--Batch", RoomForTwoOfAKey, "--FreezeAt", $"{Step.Ran}", "--OwnerLease", "00:00:01.5");
        await queue.SendAsync(key, "m1", "m2");
        await zombie.SaysAsync("frozen");
        await zombie.SignalAsync("STOP");
        await using (var other = await WorkerProcess.StartAsync(queue.Url, "--Queue", "work", "--OwnerLease", "00:00:01.5"))
        {
            await queue.EmptyAsync();
            (await other.StopAsync()).ShouldBe(0);
        }

        // Before it wakes there is something new under what it believes to hold.
        await queue.SendAsync(key, "m3");
        await zombie.SignalAsync("CONT");
        await zombie.WriteLineAsync("go on");
        (await zombie.SaysAsync("lost")).ShouldBe("2");

        await zombie.SaysAsync("did m3");
        await queue.EmptyAsync();
        (await queue.DoneAsync()).ShouldBe(["m1", "m1", "m2", "m2", "m3"]);
        (await zombie.StopAsync()).ShouldBe(0);
    }

    private async Task<TestQueue> OpenAsync()
    {
        await server.OldEnoughAsync();
        return await TestQueue.CreateAsync(await server.Postgres.CreateDatabaseAsync());
    }

    private sealed class TestQueue(string url) : IAsyncDisposable
    {
        private readonly PostgresStore store = new(StoreUrl.Parse(url), TimeProvider.System);

        public string Url => url;

        public static async Task<TestQueue> CreateAsync(string url)
        {
            var queue = new TestQueue(url);
            var done = new MigrationSet("done", [new Migration(1, "create what is done", _ => ["CREATE TABLE done (name TEXT NOT NULL)"])], new Dictionary<string, IReadOnlyList<string>>());
            await new Migrator(queue.store).ApplyAsync([.. RuntimeSchema.Sets, done], default);
            return queue;
        }

        public async Task SendAsync(string? key, params string[] names) =>
            await new Queues(store).SendAsync("work", [.. names.Select(n => new Message(Encoding.UTF8.GetBytes(n)) { Key = key })], default);

        public Task EmptyAsync() => Until.TrueAsync(
            "the queue is empty", async () => (await AskAsync("SELECT 'some' FROM penstock_messages LIMIT 1")).Count == 0);

        public Task<List<string>> DoneAsync() => AskAsync("SELECT name FROM done ORDER BY name");

        public ValueTask DisposeAsync() => store.DisposeAsync();

        private async Task<List<string>> AskAsync(string sql)
        {
            await using var connection = await store.OpenAsync(default);
            return await connection.Command(sql).ListAsync(r => r.GetString(0), default);
        }
    }
}
