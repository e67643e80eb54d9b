using System.Data.Common;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Penstock.Relational;

/// <summary>
/// Makes replays and runs them. A replay is a pipeline over the letters chosen when it was made: it survives the process, and any
/// process on the store can go on with it.
/// </summary>
/// <param name="paths">Beside <see cref="QueueReturn"/>, or in its place where one has its scheme.</param>
/// <param name="reached">For tests: called at each step of a pass.</param>
public sealed class Replays(
    Store store, TimeProvider clock, ILoggerFactory? logs = null, IReadOnlyList<IReturnPath>? paths = null, Reached? reached = null)
{
    /// <summary>What hints of replays are called.</summary>
    public const string Subject = "replays";

    private const int BatchSize = 500;
    private const string Columns =
        "id, who, selection, rate, stop_on_failure, state, total, done, failed, skipped, created_at, finished_at";

    private static readonly TimeSpan IdleWait = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<IReturnPath> paths = [.. paths ?? [], new QueueReturn(new Queues(store)), new HeldReturn()];

    /// <summary>Chooses the letters and keeps the choice: later ones are not among them. It is running from now on.</summary>
    public async ValueTask<Replay> CreateAsync(ReplayRequest request, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var transaction = await store.BeginAsync(connection, giveUp);
        var id = await transaction.Command($"""
            INSERT INTO penstock_replays (who, selection, rate, stop_on_failure, state, total, done, failed, skipped, created_at)
            VALUES (@who, @selection, @rate, @stop, '{ReplayState.Running}', 0, 0, 0, 0, {store.Dialect.Now}) RETURNING id
            """,
            ("who", request.Who), ("selection", request.Filter.ToString()), ("rate", (object?)request.Rate ?? DBNull.Value), ("stop", request.StopOnFailure))
            .ScalarAsync<long>(giveUp);
        var total = await ChooseAsync(transaction, id, request.Filter, giveUp);
        await transaction.Command($"""
            UPDATE penstock_replays SET total = @total, state = CASE WHEN @total > 0 THEN state ELSE '{ReplayState.Done}' END,
                finished_at = CASE WHEN @total > 0 THEN NULL ELSE {store.Dialect.Now} END
            WHERE id = @id
            """, ("total", total), ("id", id)).RunAsync(giveUp);
        await transaction.CommitAsync(giveUp);
        store.Hints.Send(Subject);
        return (await FindAsync(id, giveUp))!;
    }

    /// <summary>Null where there is no such replay.</summary>
    public async ValueTask<Replay?> FindAsync(long id, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var found = await connection.Command($"SELECT {Columns} FROM penstock_replays WHERE id = @id", ("id", id)).ListAsync(Read, giveUp);
        return found.Count == 0 ? null : found[0];
    }

    /// <summary>Those that are running or paused.</summary>
    public async ValueTask<IReadOnlyList<Replay>> UnfinishedAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command($"SELECT {Columns} FROM penstock_replays WHERE finished_at IS NULL ORDER BY id").ListAsync(Read, giveUp);
    }

    /// <summary>Letters that could not be sent back, with the sentences that say why.</summary>
    public async ValueTask<IReadOnlyList<(long Letter, string Why)>> FailuresAsync(long id, int limit, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        return await connection.Command(
            "SELECT letter, failure FROM penstock_replay_items WHERE replay = @id AND failure IS NOT NULL ORDER BY letter LIMIT @limit", ("id", id), ("limit", limit))
            .ListAsync(row => (row.GetInt64(0), row.GetString(1)), giveUp);
    }

    /// <summary>To running, paused or cancelled; not from an end. A batch in hand is finished.</summary>
    /// <returns>False where it has ended or there is none.</returns>
    public async ValueTask<bool> SetStateAsync(long id, string state, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var changed = await connection.Command($"""
            UPDATE penstock_replays SET state = @state, finished_at = CASE WHEN @state = '{ReplayState.Cancelled}' THEN {store.Dialect.Now} END
            WHERE id = @id AND finished_at IS NULL
            """, ("state", state), ("id", id)).RunAsync(giveUp);
        store.Hints.Send(Subject);
        return changed > 0;
    }

    /// <summary>Goes on with a replay until it ends, is paused, or <paramref name="stopping"/>; stands by while another process is at it.</summary>
    public async ValueTask<Replay> RunAsync(long id, Action<Replay>? progress, CancellationToken stopping)
    {
        var replay = await FindAsync(id, stopping) ?? throw new ArgumentException($"There is no replay {id}.", nameof(id));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var table = new ReplayTable(store, id, end.Cancel);
        try
        {
            await using var pipeline = Compose(replay, table, progress);
            await pipeline.RunAsync(end.Token);
        }
        finally
        {
            await table.FreeAsync(CancellationToken.None);
        }

        return (await FindAsync(id, CancellationToken.None))!;
    }

    private Pipeline Compose(Replay replay, ReplayTable table, Action<Replay>? progress)
    {
        var builder = new PipelineBuilder($"replay-{replay.Id}")
            .From(_ => new TableSource<ReplayItem>(store, table, new TableSourceOptions { IdleWait = IdleWait }, clock, wake: null, reached))
            .Whole(delivery => ((RowDelivery<ReplayItem>)delivery).Row, _ => new ReplayHandler(store, table, $"{replay.Who}, replay {replay.Id}", paths))
            .With(_ => OptionsOf(replay))
            .Probe(_ => store);
        if (progress is not null)
            builder.Observe(_ => new ReplayProgress(replay, progress));
        return builder.Build(new ReplayServices(store, clock, logs ?? NullLoggerFactory.Instance, reached));
    }

    // A letter that is refused may be mended; to try the same again at once would not help it.
    private static PipelineOptions OptionsOf(Replay replay) => new()
    {
        BatchSize = BatchSize,
        RatePerSecond = replay.Rate,
        Burst = replay.Rate is { } rate ? Math.Max(1, rate / 4) : null,
        Retry = new RetryOptions { MaxAttempts = 1 },
    };

    private async ValueTask<long> ChooseAsync(DbTransaction transaction, long id, LetterFilter filter, CancellationToken giveUp)
    {
        var selection = new LetterSelection(store.Dialect, filter);
        var limit = filter.Limit is { } max ? $"ORDER BY l.id LIMIT {max}" : string.Empty;
        var command = transaction.Command($"""
            INSERT INTO penstock_replay_items (replay, letter)
            SELECT @replay, l.id FROM penstock_dead_letters l WHERE {selection.Where} {limit}
            """, ("replay", id));
        return await selection.Bind(command).RunAsync(giveUp);
    }

    private static Replay Read(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Who = row.GetString(1),
        Selection = row.GetString(2),
        Rate = row.IsDBNull(3) ? null : row.GetDouble(3),
        StopOnFailure = row.GetBoolean(4),
        State = row.GetString(5),
        Total = row.GetInt64(6),
        Done = row.GetInt64(7),
        Failed = row.GetInt64(8),
        Skipped = row.GetInt64(9),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(10),
        FinishedAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
    };
}
