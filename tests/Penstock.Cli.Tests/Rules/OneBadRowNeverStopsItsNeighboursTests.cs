using System.Diagnostics;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

public sealed class OneBadRowNeverStopsItsNeighboursTests
{
    [ExpectedToFail("names-twins")]
    public async Task A_name_that_is_no_text_is_passed_over_beside_its_twin_that_is()
    {
        using var folder = new TemporaryFolder();
        await ImportTwoAsync(folder, [@"a\377", @"a\357\277\275", @"b\nc"], "in/a\ufffd");
    }

    [Fact]
    public async Task A_name_that_is_no_text_is_passed_over_beside_others()
    {
        using var folder = new TemporaryFolder();
        await ImportTwoAsync(folder, [@"a\377", "a", @"b\nc"], "in/a");
    }

    // The years tell whose facts a row has.
    private static async Task ImportTwoAsync(TemporaryFolder folder, string[] names, string first)
    {
        await ShellAsync(folder, "mkdir in");
        for (var i = 0; i < names.Length; i++)
            await ShellAsync(folder, $"touch -d 200{i + 1}-06-01 \"in/$(printf '{names[i]}')\"");

        var run = await CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", folder.Url, "--json");

        await ShellAsync(folder, "rm -r in");
        run.Output.ShouldBe("""{"files":2,"added":2,"already_there":0,"passed_over":1}""" + Environment.NewLine);
        run.Error.ShouldContain("its name is not UTF-8");
        await using var store = new SqliteStore(StoreUrl.Parse(folder.Url), TimeProvider.System);
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        var rows = await connection.Command("SELECT source_key, substr(created_at, 1, 4) FROM des_source_catalog ORDER BY 2")
            .ListAsync(row => (row.GetString(0), row.GetString(1)), TestContext.Current.CancellationToken);
        rows.ShouldBe([(Path.Combine(folder.Path, first), "2002"), (Path.Combine(folder.Path, "in/b\nc"), "2003")]);
    }

    // In .NET names are always text, so that it can neither make nor delete such a file.
    private static async Task ShellAsync(TemporaryFolder folder, string command)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder.Path })!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        shell.ExitCode.ShouldBe(0);
    }
}
