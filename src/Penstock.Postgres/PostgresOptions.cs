namespace Penstock.Postgres;

/// <summary>How a process uses a Postgres.</summary>
public sealed record PostgresOptions
{
    /// <summary>
    /// How long a transaction may be idle before the server ends it and frees its rows: the lease of a claim. Must outlast an
    /// attempt of a handler. Default: 60 seconds.
    /// </summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest run of one statement. Default: 30 seconds.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for one lock. Default: 10 seconds.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Open connections of the process at most, its session apart. Default: 10.</summary>
    public int MaxConnections { get; init; } = 10;
}
