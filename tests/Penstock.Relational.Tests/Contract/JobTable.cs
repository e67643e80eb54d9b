using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>The smallest table a source can work on.</summary>
internal sealed class JobTable(Store store) : ITable<string>
{
    private readonly Dialect dialect = store.Dialect;

    public static MigrationSet Schema { get; } = new(
        "jobs",
        [
            new Migration(1, "create the jobs", d =>
            [
                $"CREATE TABLE jobs (id {d.IdentityKey}, name TEXT NOT NULL, done {d.Bool} NOT NULL DEFAULT {d.False}, failures INTEGER NOT NULL DEFAULT 0, due {d.Timestamp})",
                "CREATE TABLE effects (job_id BIGINT NOT NULL)",
                "CREATE TABLE dead (job_id BIGINT NOT NULL)",
            ]),
        ],
        new Dictionary<string, IReadOnlyList<string>>());

    private string Select =>
        $"SELECT id, name, failures, {dialect.TransactionId} FROM jobs j WHERE NOT done AND id NOT IN (SELECT job_id FROM dead)";

    public ValueTask<Claim<string>> ClaimAsync(DbTransaction transaction, long above, int max, CancellationToken giveUp) => ReadAsync(
        transaction.Command(
            $"{Select} AND id > @above AND (due IS NULL OR due <= {dialect.Now}) ORDER BY id LIMIT @max {dialect.SkipLocked("j")}",
            ("above", above), ("max", max)),
        giveUp);

    public ValueTask<Claim<string>> ReclaimAsync(DbTransaction transaction, IReadOnlyList<RowDelivery<string>> rows, CancellationToken giveUp) => ReadAsync(
        transaction.Command($"{Select} AND id IN ({string.Join(", ", rows.Select(r => r.Id))}) ORDER BY id {dialect.SkipLocked("j")}"), giveUp);

    public async ValueTask FailAsync(DbTransaction transaction, IReadOnlyList<FailedRow<string>> rows, CancellationToken giveUp)
    {
        foreach (var (row, settlement) in rows)
        {
            await (settlement is Settlement.Retry retry
                ? transaction.Command(
                    $"UPDATE jobs SET failures = failures + 1, due = {dialect.NowPlus("@seconds")} WHERE id = @id",
                    ("seconds", retry.After.TotalSeconds), ("id", row.Id))
                : transaction.Command("INSERT INTO dead VALUES (@id)", ("id", row.Id))).RunAsync(giveUp);
        }
    }

    private static async ValueTask<Claim<string>> ReadAsync(DbCommand command, CancellationToken giveUp)
    {
        var rows = await command.ListAsync(
            r => (Row: new RowDelivery<string>(r.GetInt64(0), r.GetString(1)) { Failures = r.GetInt32(2) }, Id: r.IsDBNull(3) ? null : r.GetString(3)), giveUp);
        return new Claim<string>([.. rows.Select(r => r.Row)], rows.Count == 0 ? null : rows[0].Id);
    }
}
