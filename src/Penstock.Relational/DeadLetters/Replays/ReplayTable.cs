using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// A replay's letters as work. Whoever claims holds the replay's row until the batch is over, so that letters go back in the order
/// in which they were parked, however many processes work on it, and its counts are nobody else's.
/// </summary>
internal sealed class ReplayTable(Store store, long replay, Action over) : ITable<ReplayItem>
{
    private const string Space = "penstock-replay";

    private readonly Dialect dialect = store.Dialect;

    public async ValueTask<Claim<ReplayItem>> ClaimAsync(DbTransaction transaction, long above, int max, CancellationToken giveUp)
    {
        // The rate holds for the replay, not for each process: one works on it at a time, the next one when that one is gone.
        if (!await store.Locks.TryTakeAsync(Space, Lock, giveUp) || await HoldAsync(transaction, giveUp) is not { } transactionId)
            return new Claim<ReplayItem>([], null);

        // From the lowest always: what was handed back comes first.
        var ids = await transaction.Command(
            "SELECT letter FROM penstock_replay_items WHERE replay = @replay AND failure IS NULL ORDER BY letter LIMIT @max",
            ("replay", replay), ("max", max)).ListAsync(row => row.GetInt64(0), giveUp);
        return new Claim<ReplayItem>(await ItemsAsync(transaction, ids, giveUp), transactionId.Length > 0 ? transactionId : null);
    }

    public async ValueTask<Claim<ReplayItem>> ReclaimAsync(DbTransaction transaction, IReadOnlyList<RowDelivery<ReplayItem>> rows, CancellationToken giveUp)
    {
        if (await HoldAsync(transaction, giveUp) is not { } transactionId)
            return new Claim<ReplayItem>([], null);

        var wanted = new Rows("v").Add("id", [.. rows.Select(r => r.Id)]);
        var command = transaction.Command($"""
            SELECT letter FROM penstock_replay_items
            WHERE replay = @replay AND failure IS NULL AND letter IN (SELECT v.id FROM {dialect.From(wanted)}) ORDER BY letter
            """, ("replay", replay));
        dialect.Bind(command, wanted);
        var ids = await command.ListAsync(row => row.GetInt64(0), giveUp);
        return new Claim<ReplayItem>(await ItemsAsync(transaction, ids, giveUp), transactionId.Length > 0 ? transactionId : null);
    }

    public ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<FailedRow<ReplayItem>> rows, CancellationToken giveUp) =>
        FailAsync(transaction, [.. rows.Select(r => (r.Row.Id, $"{r.Reason.Type}: {Secrets.Mask(r.Reason.Cut(500))}"))], giveUp);

    /// <summary>These can't go back: they stay parked, and the replay says why.</summary>
    public async ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<(long Letter, string Why)> items, CancellationToken giveUp)
    {
        if (items.Count == 0)
            return;

        var rows = new Rows("v").Add("id", [.. items.Select(i => i.Letter)]).Add("why", [.. items.Select(i => i.Why)]);
        var command = transaction.Command($"""
            UPDATE penstock_replay_items AS i SET failure = v.why FROM {dialect.From(rows)} WHERE i.replay = @replay AND i.letter = v.id
            """, ("replay", replay));
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
        await CountAsync(transaction, 0, items.Count, 0, giveUp);
    }

    /// <summary>These had their turn.</summary>
    public async ValueTask FinishAsync(DbTransaction transaction, IReadOnlyCollection<long> letters, int done, CancellationToken giveUp)
    {
        if (letters.Count == 0)
            return;

        var rows = new Rows("v").Add("id", [.. letters]);
        var command = transaction.Command(
            $"DELETE FROM penstock_replay_items WHERE replay = @replay AND letter IN (SELECT v.id FROM {dialect.From(rows)})", ("replay", replay));
        dialect.Bind(command, rows);
        await command.RunAsync(giveUp);
        await CountAsync(transaction, done, 0, letters.Count - done, giveUp);
    }

    /// <summary>Lets another process go on.</summary>
    public ValueTask FreeAsync(CancellationToken giveUp) => store.Locks.FreeAsync(Space, Lock, giveUp);

    private int Lock => (int)(replay % int.MaxValue);

    // Null: it is not ours to go on with now. Empty: it is, and a commit is never in doubt.
    private async ValueTask<string?> HoldAsync(DbTransaction transaction, CancellationToken giveUp)
    {
        var held = await transaction.Command(
            $"SELECT p.state, {dialect.TransactionId} FROM penstock_replays p WHERE p.id = @replay {dialect.SkipLocked("p")}", ("replay", replay))
            .ListAsync(row => (State: row.GetString(0), Transaction: LetterReader.Text(row, 1) ?? string.Empty), giveUp);
        var state = held.Count > 0
            ? held[0].State
            : await transaction.Command("SELECT state FROM penstock_replays WHERE id = @replay", ("replay", replay)).ScalarAsync<string>(giveUp);
        if (state != ReplayState.Running)
            over();
        return held.Count > 0 && state == ReplayState.Running ? held[0].Transaction : null;
    }

    // Held, so that an edit or a discard either came before or sees that the letter is gone.
    private async ValueTask<IReadOnlyList<RowDelivery<ReplayItem>>> ItemsAsync(DbTransaction transaction, List<long> ids, CancellationToken giveUp)
    {
        if (ids.Count == 0)
            return [];

        var rows = new Rows("v").Add("id", [.. ids]);
        var command = transaction.Command($"""
            SELECT l.id, l.resolved_at IS NULL, l.address, l.key, l.headers, l.body FROM penstock_dead_letters l
            WHERE l.id IN (SELECT v.id FROM {dialect.From(rows)}) ORDER BY l.id {dialect.Hold("l")}
            """);
        dialect.Bind(command, rows);
        var letters = await command.ListAsync(Item, giveUp);
        var byId = letters.ToDictionary(l => l.Letter);
        return [.. ids.Select(id => new RowDelivery<ReplayItem>(id, byId.GetValueOrDefault(id) ?? new ReplayItem(id, IsParked: false)))];
    }

    private static ReplayItem Item(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetBoolean(1),
        LetterReader.Text(row, 2),
        LetterReader.Text(row, 3),
        Headers.FromColumn(LetterReader.Text(row, 4)),
        row.GetFieldValue<byte[]>(5));

    private async ValueTask CountAsync(DbTransaction transaction, int done, int failed, int skipped, CancellationToken giveUp) =>
        await transaction.Command($"""
            UPDATE penstock_replays SET done = done + @done, failed = failed + @failed, skipped = skipped + @skipped,
                state = CASE WHEN stop_on_failure AND @failed > 0 THEN '{ReplayState.Failed}'
                    WHEN done + failed + skipped + @all >= total THEN '{ReplayState.Done}' ELSE state END,
                finished_at = CASE WHEN stop_on_failure AND @failed > 0 OR done + failed + skipped + @all >= total THEN {dialect.Now} END
            WHERE id = @replay
            """,
            ("done", done), ("failed", failed), ("skipped", skipped), ("all", done + failed + skipped), ("replay", replay)).RunAsync(giveUp);
}
