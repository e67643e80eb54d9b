using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Which events are to be published, and how their failures are written.</summary>
internal sealed class OutboxClaims(Store store, OutboxDeadLetters letters, TimeProvider clock) : ITable<OutboxEvent>
{
    private const int ErrorCharacters = 2_000;

    private readonly Dialect dialect = store.Dialect;
    private readonly OutboxBuckets buckets = new(store.Dialect, clock);
    private readonly OutboxSql sql = new(store.Dialect);

    // The buckets have floors of their own. Some of them may hold only what waits behind a failure: then the next ones are looked at.
    public async ValueTask<Claim<OutboxEvent>> ClaimAsync(DbTransaction transaction, long above, int max, CancellationToken giveUp)
    {
        for (var round = 0; round < OutboxTable.Buckets / OutboxBuckets.MostHeld; round++)
        {
            var held = await buckets.HoldAsync(transaction, giveUp);
            if (held.Buckets.Length == 0)
                break;

            var claim = await ReadAsync(With(transaction.Command(sql.Claim(held.Buckets.Length), ("max", max)), held), giveUp);
            held.Claimed(claim.Rows, max);
            if (claim.Rows.Count > 0 || held.Buckets.Length < OutboxBuckets.MostHeld)
                return claim;
        }

        return new Claim<OutboxEvent>([], null);
    }

    private DbCommand With(DbCommand command, HeldBuckets held)
    {
        for (var i = 0; i < held.Buckets.Length; i++)
        {
            if (dialect.IsPostgres())
                command.Add($"b{i}", (short)held.Buckets[i]);
            command.Add($"f{i}", held.Floors[i]);
        }

        return command;
    }

    public ValueTask<bool> MayHaveAsync(DbConnection connection, CancellationToken giveUp) => buckets.AnyAsync(connection, giveUp);

    public async ValueTask<Claim<OutboxEvent>> ReclaimAsync(
        DbTransaction transaction, IReadOnlyList<RowDelivery<OutboxEvent>> rows, CancellationToken giveUp)
    {
        var held = await buckets.HoldAsync(transaction, rows.Select(r => r.Row.Bucket), giveUp);
        var wanted = rows.Where(r => held.Contains(r.Row.Bucket)).ToDictionary(r => r.Id, r => r.Failures);
        var positions = new Rows("v").Add("position", [.. wanted.Keys]);
        var command = transaction.Command(sql.Reclaim(positions));
        dialect.Bind(command, positions);
        var claim = await ReadAsync(command, giveUp);
        return claim with { Rows = [.. claim.Rows.Where(r => wanted[r.Id] == r.Failures)] };
    }

    public async ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<FailedRow<OutboxEvent>> rows, CancellationToken giveUp)
    {
        if (rows.Count == 0)
            return;

        var values = new Rows("v")
            .Add("position", [.. rows.Select(r => r.Row.Id)])
            .Add("failures", [.. rows.Select(r => r.Row.Failures + 1)])
            .Add("error", [.. rows.Select(r => ErrorText(r.Reason))])
            .Add("seconds", [.. rows.Select(r => (r.Settlement as Settlement.Retry)?.After.TotalSeconds)]);
        var command = transaction.Command(sql.Fail(values));
        dialect.Bind(command, values);
        await command.RunAsync(giveUp);
        await letters.ParkAsync(transaction, [.. rows.Where(r => r.Settlement is Settlement.DeadLetter)], giveUp);
    }

    // A text column takes no NUL.
    internal static string ErrorText(Reason reason) => reason.Cut(ErrorCharacters).Replace("\0", string.Empty, StringComparison.Ordinal);

    private static async ValueTask<Claim<OutboxEvent>> ReadAsync(DbCommand command, CancellationToken giveUp)
    {
        string? transactionId = null;
        var rows = await command.ListAsync(
            reader =>
            {
                transactionId ??= reader.Text(11);
                return RowOf(reader);
            },
            giveUp);
        return new Claim<OutboxEvent>(rows, transactionId);
    }

    private static RowDelivery<OutboxEvent> RowOf(DbDataReader row)
    {
        var one = new OutboxEvent(
            Guid.Parse(row.GetString(3)), row.GetString(4), Guid.Parse(row.GetString(5)), row.GetString(6), row.GetFieldValue<byte[]>(7),
            row.Moment(8), row.Text(9), row.GetInt32(10));
        return new RowDelivery<OutboxEvent>(row.GetInt64(0), one) { Key = row.GetString(1), Failures = row.GetInt32(2) };
    }
}
