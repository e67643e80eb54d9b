using System.Diagnostics;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Cli.Tests;

public sealed class ImportTests
{
    [Fact]
    public async Task Only_regular_files_are_imported_and_each_once()
    {
        using var folder = new TemporaryFolder();
        var files = Sample(folder);
        var first = await CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", folder.Url, "--json");
        first.ShouldBe(new(0, """{"files":4,"added":4,"already_there":0,"passed_over":0}""" + Environment.NewLine, ""));
        var again = await CommandLine.RunAsync(folder, "catalog", "import", "./in/", "--db", folder.Url, "--json");
        again.Output.ShouldBe("""{"files":4,"added":0,"already_there":4,"passed_over":0}""" + Environment.NewLine);

        await using var store = new SqliteStore(StoreUrl.Parse(folder.Url), TimeProvider.System);
        (await RowsAsync(store)).ShouldBe(
            files.Select(file => (file, (string?)File.GetLastWriteTimeUtc(file).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"))), ignoreOrder: true);
    }

    [Fact]
    public async Task A_path_that_no_row_can_hold_is_told_and_passed_over()
    {
        using var folder = new TemporaryFolder();
        var deep = "in/" + string.Join('/', Enumerable.Repeat(new string('d', 200), 6));
        folder.Write(deep + "/far");
        folder.Write("in/near");
        var run = await CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", folder.Url, "--json");
        run.Output.ShouldBe("""{"files":1,"added":1,"already_there":0,"passed_over":1}""" + Environment.NewLine);
        run.Error.ShouldBe($"penstock: passed over {folder.Path}/{deep}/far: its path is longer than 1024 characters{Environment.NewLine}");
    }

    [Fact]
    public async Task Importers_at_the_same_time_make_no_duplicates_on_postgres_and_all_is_marked()
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        using var folder = new TemporaryFolder();
        for (var i = 0; i < 2_500; i++)
            folder.Write($"in/{i % 10}/{i}");
        // Characters of three bytes: longer than a B-tree's row takes.
        folder.Write("in/" + string.Join('/', Enumerable.Repeat(new string('語', 80), 11)));

        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ =>
            Task.Run(() => CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", postgres.Url))));

        runs.ShouldAllBe(run => run.Code == 0 && run.Error == "");
        await using var store = new PostgresStore(StoreUrl.Parse(postgres.Url), TimeProvider.System);
        var rows = await RowsAsync(store);
        rows.Count.ShouldBe(2_501);
        rows.DistinctBy(row => row.Key).Count().ShouldBe(2_501);
        var marked = await CommandLine.RunAsync(
            folder, "run", "marker", "--once", "--db", postgres.Url, "--max-age-days", "0", "--lanes", "3", "--log-level", "none");
        marked.Error.ShouldBe($"penstock: 2,501 rows marked, 0 given up.{Environment.NewLine}");
    }

    [Fact]
    public async Task An_imported_catalog_is_marked_once_and_then_there_is_nothing_left()
    {
        using var folder = new TemporaryFolder();
        Sample(folder);
        await CommandLine.RunAsync(folder, "catalog", "import", "in", "--db", folder.Url);
        string[] mark = ["run", "marker", "--once", "--db", folder.Url, "--max-age-days", "0", "--log-level", "none"];
        // Without a least age, the file of the year 2099 is marked too.
        (await CommandLine.RunAsync(folder, mark)).ShouldBe(new(0, "", $"penstock: 4 rows marked, 0 given up.{Environment.NewLine}"));
        (await CommandLine.RunAsync(folder, mark)).Error.ShouldBe($"penstock: 0 rows marked, 0 given up.{Environment.NewLine}");
    }

    private static List<string> Sample(TemporaryFolder folder)
    {
        List<string> files = [folder.Write("in/a"), folder.Write("in/.hidden"), folder.Write("in/sub/.deep/line\n\"'"), folder.Write("in/future")];
        File.SetLastWriteTimeUtc(files[3], new DateTime(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "in/link"), files[0]);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "in/linked-folder"), Path.Combine(folder.Path, "in/sub"));
        using var fifo = Process.Start("mkfifo", [Path.Combine(folder.Path, "in/fifo")]);
        fifo.WaitForExit();
        fifo.ExitCode.ShouldBe(0);
        return files;
    }

    private static async Task<List<(string Key, string? At)>> RowsAsync(Store store)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command("SELECT source_key, CAST(created_at AS TEXT) FROM des_source_catalog")
            .ListAsync(reader => (reader.GetString(0), (string?)reader.GetString(1)), TestContext.Current.CancellationToken);
    }
}
