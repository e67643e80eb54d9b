using Microsoft.Data.Sqlite;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>Reads the journal's own file, where there is one.</summary>
internal sealed class SqliteJournalTrace(string path) : ITraceReader
{
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        if (!File.Exists(path))
            return [];
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 30, Pooling = false }.ConnectionString);
        await connection.OpenAsync(giveUp);
        await using var inFlight = connection.Command(
            "SELECT pipeline FROM in_flight WHERE EXISTS (SELECT 1 FROM json_each(origins) WHERE value = @origin)", ("origin", origin));
        var facts = await inFlight.ListAsync(r => JournalFacts.InFlight(r.GetString(0), null), giveUp);
        await using var suspects = connection.Command(
            "SELECT pipeline, claims, (julianday('now') - julianday(noted_at)) * 86400.0 FROM suspects WHERE origin = @origin", ("origin", origin));
        facts.AddRange(await suspects.ListAsync(r => JournalFacts.Suspect(r.GetString(0), r.GetInt32(1), TimeSpan.FromSeconds(r.GetDouble(2))), giveUp));
        return facts;
    }
}
