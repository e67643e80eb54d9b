using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Dead letters on Postgres or SQLite: two statements a batch. One row for each message that is unresolved; parked again, it keeps
/// its body and place, and the later reason stands.
/// </summary>
public sealed class SqlDeadLetters(Store store) : IDeadLetters
{
    private readonly string insert =
        $"""
        INSERT INTO penstock_dead_letters (pipeline, origin, address, key, headers, body, body_bytes, reason_type, reason_message,
            fingerprint, failures, parks, state, parked_at, last_parked_at)
        SELECT pipeline, origin, address, key, headers, body, body_bytes, reason_type, reason_message,
            fingerprint, failures, 1, '{LetterState.Parked}', {store.Dialect.Now}, {store.Dialect.Now}
        FROM {store.Dialect.From(ParkedLetter.Rows([]))} WHERE 1 = 1 ORDER BY place
        ON CONFLICT (pipeline, origin) WHERE resolved_at IS NULL DO UPDATE SET
            reason_type = excluded.reason_type, reason_message = excluded.reason_message, failures = excluded.failures,
            moved_from = penstock_dead_letters.fingerprint, fingerprint = excluded.fingerprint,
            parks = penstock_dead_letters.parks + 1, last_parked_at = excluded.last_parked_at
        RETURNING pipeline, fingerprint, moved_from, parks
        """;

    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        if (letters.Count == 0)
            return;

        var parked = ParkedLetter.Of(letters);
        if (transaction is not null)
        {
            await ParkAsync(transaction, parked, giveUp);
            return;
        }

        await using var connection = await store.OpenAsync(giveUp);
        await using var own = await store.BeginAsync(connection, giveUp);
        await ParkAsync(own, parked, giveUp);
        await own.CommitAsync(giveUp);
    }

    private async ValueTask ParkAsync(DbTransaction transaction, IReadOnlyList<ParkedLetter> letters, CancellationToken giveUp)
    {
        var counts = new GroupCounts(store.Dialect);
        var command = transaction.Command(insert);
        store.Dialect.Bind(command, ParkedLetter.Rows(letters));
        await command.ListAsync(row => Count(counts, row), giveUp);
        foreach (var letter in letters)
            counts.Describe(letter.Pipeline, letter.Fingerprint.Hash, letter.Reason.Type, letter.Fingerprint.Text);
        await counts.WriteAsync(transaction, giveUp);
    }

    // A letter that was there already leaves the group it was in.
    private static bool Count(GroupCounts counts, DbDataReader row)
    {
        var (pipeline, fingerprint, isNew) = (row.GetString(0), row.GetString(1), row.GetInt32(3) == 1);
        if (!isNew)
            counts.Add(pipeline, row.GetString(2), -1, 0);
        counts.Add(pipeline, fingerprint, 1, 0);
        return isNew;
    }
}
