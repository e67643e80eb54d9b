using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

/// <summary>A marker in a process of its own that nearly always has rows in hand.</summary>
internal static class SlowMarker
{
    // Enough for the slowest start of a second one beside it.
    private const int Rows = 1_000;

    public static async Task FillAsync(TemporaryFolder folder)
    {
        for (var i = 0; i < Rows; i++)
            folder.Write($"in/{i}");
        (await CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", folder.Url)).Code.ShouldBe(0);
    }

    public static RunningProgram Start(TemporaryFolder folder, Dictionary<string, string> environment, bool nohup = false)
    {
        string[] line = ["run", "marker", "--db", folder.Url, "--port", "0", "--max-age-days", "0", "--batch-size", "10", "--rate-limit", "20"];
        return nohup ? RunningProgram.StartUnderNohup(folder, environment, line) : RunningProgram.Start(folder, environment, line);
    }

    public static Task<long> MarkedAsync(TemporaryFolder folder) => CountAsync(folder.Url, "SELECT count(des_name) FROM des_source_catalog");

    public static async Task<long> CountAsync(string url, string sql)
    {
        await using var store = new SqliteStore(StoreUrl.Parse(url), TimeProvider.System);
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command(sql).ScalarAsync<long>(TestContext.Current.CancellationToken);
    }
}
