using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>Suspects by their key, notes by a look at all of them: there is one a lane of each process.</summary>
internal sealed class PostgresJournalTrace(PostgresStore store) : ITraceReader
{
    public async Task<IReadOnlyList<TraceFact>> ReadAsync(string origin, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        if (await store.ColumnsAsync(connection, null, "penstock_suspects", giveUp) is null)
            return [];
        await using var inFlight = connection.Command(
            "SELECT pipeline, extract(epoch FROM now() - noted_at)::float8 FROM penstock_in_flight WHERE @origin = ANY (origins)", ("origin", origin));
        var facts = await inFlight.ListAsync(r => JournalFacts.InFlight(r.GetString(0), TimeSpan.FromSeconds(r.GetDouble(1))), giveUp);
        await using var suspects = connection.Command(
            "SELECT pipeline, claims, extract(epoch FROM now() - noted_at)::float8 FROM penstock_suspects WHERE origin = @origin", ("origin", origin));
        facts.AddRange(await suspects.ListAsync(r => JournalFacts.Suspect(r.GetString(0), r.GetInt32(1), TimeSpan.FromSeconds(r.GetDouble(2))), giveUp));
        return facts;
    }
}
