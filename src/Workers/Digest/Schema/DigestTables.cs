using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>The tables' names: in the schema <c>admiral</c>, or with it as a prefix where a store has no schemas.</summary>
internal sealed class DigestTables
{
    private readonly bool hasSchemas;

    public DigestTables(Dialect dialect) => hasSchemas = dialect.Name == "postgresql";

    public string Metrics => Of("metrics");

    public string Processes => Of("process_snapshots");

    public string Servers => Of("servers");

    public string Settings => Of("settings");

    private string Of(string table) => hasSchemas ? $"admiral.{table}" : $"admiral_{table}";
}

internal static class DigestTablesExtensions
{
    /// <param name="store">Whose table it is.</param>
    /// <param name="connection">To the store.</param>
    /// <param name="table">As <see cref="DigestTables"/> names it.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public static async ValueTask<bool> HasTableAsync(this Store store, DbConnection connection, string table, CancellationToken giveUp) =>
        store.Dialect.Name == "postgresql"
            ? await connection.Command("SELECT to_regclass(@table) IS NOT NULL", ("table", table)).ScalarAsync<bool>(giveUp)
            : await store.ColumnsAsync(connection, null, table, giveUp) is not null;
}
