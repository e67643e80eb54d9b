using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>A store with dead letters, and somebody who parks and looks.</summary>
internal sealed class LetterDesk : IAsyncDisposable
{
    private readonly DatabaseUnderTest database;

    private LetterDesk(DatabaseUnderTest database, TimeProvider clock)
    {
        this.database = database;
        Store = database.Open();
        Letters = new SqlDeadLetters(Store);
        Replays = new Replays(Store, clock);
        Home = new SqlDeadLetterHome(Store, Replays);
    }

    public Store Store { get; }

    public SqlDeadLetters Letters { get; }

    public Replays Replays { get; }

    public SqlDeadLetterHome Home { get; }

    public static async Task<LetterDesk> OpenAsync(string kind, PostgresServer server, TimeProvider? clock = null)
    {
        var fresh = await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set, DeadLetterSchema.Set);
        return new LetterDesk(fresh, clock ?? TimeProvider.System);
    }

    /// <summary>Another process on the store.</summary>
    public Replays OpenReplays(TimeProvider? clock = null, Reached? reached = null, IReadOnlyList<IReturnPath>? paths = null) =>
        new(database.Open(), clock ?? TimeProvider.System, null, paths, reached);

    /// <summary>The same without anything on it.</summary>
    public Store OpenStore() => database.Open();

    public LetterRetention OpenRetention(LetterRetentionOptions options) =>
        new(database.Open(), options, Microsoft.Extensions.Logging.Abstractions.NullLogger<LetterRetention>.Instance);

    public Task ParkAsync(params int[] numbers) => ParkAsync(numbers, "p");

    public async Task ParkAsync(IEnumerable<int> numbers, string pipeline) =>
        await Letters.ParkAsync([.. numbers.Select(n => Letter(n, pipeline))], null, default);

    public static DeadLetter Letter(int number, string pipeline = "p", string? message = null, string? address = "queue:q") => new(
        pipeline, new FailedDelivery($"q/{number}", address, $"body {number}") { Key = $"k{number % 3}", Failures = 2 },
        new Reason("RejectedException", message ?? $"Order {number} is refused."));

    public async Task<LetterContent> OnlyAsync()
    {
        var page = await Home.ListAsync(new LetterFilter(), default);
        return (await Home.ShowAsync(page.Letters.ShouldHaveSingleItem().Id, default))!;
    }

    public async Task<List<string>> OriginsAsync(LetterFilter? filter = null) =>
        [.. (await Home.ListAsync(filter ?? new LetterFilter(), default)).Letters.Select(l => l.Origin)];

    /// <summary>The bodies in the queue, in its order.</summary>
    public Task<List<string>> QueuedAsync() => database.ListAsync(
        "SELECT body FROM penstock_messages ORDER BY id", row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)));

    public Task<T?> ScalarAsync<T>(string sql) => database.ScalarAsync<T>(sql);

    public async Task RunAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    public Task<List<T>> ListAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> read) => database.ListAsync(sql, read);

    /// <summary>All that is counted, against all that is there.</summary>
    public async Task CountsShouldHoldAsync()
    {
        var counted = await database.ListAsync(
            "SELECT pipeline, fingerprint, CAST(sum(parked) AS BIGINT), CAST(sum(resolved) AS BIGINT) FROM penstock_dead_letter_groups GROUP BY 1, 2 HAVING sum(parked) <> 0 OR sum(resolved) <> 0 ORDER BY 1, 2",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));
        var there = await database.ListAsync(
            "SELECT pipeline, fingerprint, sum(CASE WHEN resolved_at IS NULL THEN 1 ELSE 0 END), sum(CASE WHEN resolved_at IS NULL THEN 0 ELSE 1 END) FROM penstock_dead_letters GROUP BY 1, 2 ORDER BY 1, 2",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)));
        counted.ShouldBe(there);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
