using System.Data.Common;

namespace Penstock.Relational;

/// <summary>
/// Dead letters on Postgres or SQLite: a savepoint and two statements a batch. One row for each message that is unresolved; parked again, it keeps
/// its body and place, and the later reason stands.
/// </summary>
public sealed class SqlDeadLetters(Store store) : IDeadLetters, ILetterFates
{
    private const string Before = "penstock_park";

    private readonly string insert = Insert(store.Dialect);
    private readonly Fates fates = new(store);

    private readonly string merge =
        $"""
        {Insert(store.Dialect)}
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

    public ValueTask<IReadOnlyDictionary<string, LetterFate>> FatesAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        fates.ReadAsync(pipeline, origins, giveUp);

    private static string Insert(Dialect dialect) =>
        $"""
        INSERT INTO penstock_dead_letters (pipeline, origin, address, key, headers, body, body_bytes, reason_type, reason_message,
            fingerprint, failures, parks, state, parked_at, last_parked_at)
        SELECT pipeline, origin, address, key, headers, body, body_bytes, reason_type, reason_message,
            fingerprint, failures, 1, '{LetterState.Parked}', {dialect.Now}, {dialect.Now}
        FROM {dialect.From(ParkedLetter.Rows([]))} WHERE 1 = 1 ORDER BY place
        """;

    private async ValueTask ParkAsync(DbTransaction transaction, IReadOnlyList<ParkedLetter> letters, CancellationToken giveUp)
    {
        var counts = new GroupCounts(store.Dialect);
        if (await TryInsertAsync(transaction, letters, giveUp))
        {
            foreach (var letter in letters)
                counts.Add(letter.Pipeline, letter.Fingerprint.Hash, 1, 0);
        }
        else
        {
            var command = transaction.Command(merge);
            store.Dialect.Bind(command, ParkedLetter.Rows(letters));
            await command.ListAsync(row => Count(counts, row), giveUp);
        }

        foreach (var letter in letters)
            counts.Describe(letter.Pipeline, letter.Fingerprint.Hash, letter.Reason.Type, letter.Fingerprint.Text);
        await counts.WriteAsync(transaction, giveUp);
    }

    // Nearly always all are new, and an INSERT that need not look out for what is there costs the store a quarter less.
    private async ValueTask<bool> TryInsertAsync(DbTransaction transaction, IReadOnlyList<ParkedLetter> letters, CancellationToken giveUp)
    {
        await transaction.SaveAsync(Before, giveUp);
        try
        {
            var command = transaction.Command(insert);
            store.Dialect.Bind(command, ParkedLetter.Rows(letters));
            await command.RunAsync(giveUp);
            await transaction.ReleaseAsync(Before, giveUp);
            return true;
        }
        catch (DbException error) when (store.IsDuplicate(error, "penstock_dead_letters", "origin", "penstock_dead_letters_open"))
        {
            await transaction.RollbackAsync(Before, giveUp);
            return false;
        }
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
