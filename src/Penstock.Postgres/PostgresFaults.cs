using Npgsql;

namespace Penstock.Postgres;

/// <summary>SQLSTATE classes, https://www.postgresql.org/docs/15/errcodes-appendix.html.</summary>
internal sealed class PostgresFaults : IFaultClassifier
{
    public Blame? Classify(Exception error) => error switch
    {
        PostgresException refused => OfState(refused.SqlState),
        NpgsqlException => Blame.Dependency,
        _ => null,
    };

    private static Blame OfState(string state) => state switch
    {
        // Deadlock, serialization, lock and statement time-outs, idle in transaction.
        "40001" or "40P01" or "55P03" or "57014" or "25P03" => Blame.Dependency,
        // A table, column, function, schema or database that isn't there; no privilege; read-only.
        "42P01" or "42703" or "42883" or "3F000" or "3D000" or "42501" or "25006" => Blame.Destination,
        _ => OfClass(state[..2]),
    };

    private static Blame OfClass(string category) => category switch
    {
        // Connection, resources (disk, memory, connections), operator intervention, system and internal errors.
        "08" or "53" or "57" or "58" or "XX" => Blame.Dependency,
        "28" => Blame.Destination,
        _ => Blame.Message,
    };
}
