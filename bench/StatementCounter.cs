using Npgsql;

namespace Penstock.Bench;

/// <summary>The server's own count of what it is sent, BEGIN and COMMIT included.</summary>
internal sealed class StatementCounter(BenchDatabase database)
{
    /// <summary>What the server has to load for it; counting costs time, so no timed server does.</summary>
    public static IReadOnlyDictionary<string, string> ServerSettings { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal) { ["shared_preload_libraries"] = "pg_stat_statements" };

    /// <returns>Null where the server doesn't count.</returns>
    public static async Task<StatementCounter?> TryCreateAsync(BenchDatabase database, TextWriter progress)
    {
        try
        {
            await database.RunAsync("CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()");
            return new StatementCounter(database);
        }
        catch (PostgresException error)
        {
            await progress.WriteLineAsync($"statements are not counted: {error.MessageText}");
            return null;
        }
    }

    public Task ResetAsync() => database.RunAsync("SELECT pg_stat_statements_reset()");

    /// <summary>Since the last reset; without what this counter's own connection sent.</summary>
    public Task<long> CountAsync() => database.ScalarAsync<long>("""
        SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
        WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query NOT LIKE '%pg_stat_statements%'
        """);
}
