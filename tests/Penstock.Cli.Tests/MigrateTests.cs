namespace Penstock.Cli.Tests;

public sealed class MigrateTests
{
    [Fact]
    public async Task A_dry_run_prints_the_sql_and_creates_nothing()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, "db", "migrate", "--db", folder.Url, "--dry-run");
        run.Code.ShouldBe(0);
        run.Output.ShouldContain("CREATE TABLE IF NOT EXISTS des_source_catalog");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dry_run_leaves_an_old_file_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "catalog.db");
        await File.WriteAllBytesAsync(file, []);
        (await CommandLine.RunAsync(folder, "db", "migrate", "--db", folder.Url, "--dry-run")).Output.ShouldContain(" steps are pending");
        new FileInfo(file).Length.ShouldBe(0);
    }

    [Fact]
    public async Task Steps_are_applied_once_and_listed()
    {
        using var folder = new TemporaryFolder();
        var first = await CommandLine.RunAsync(folder, "db", "migrate", "--db", folder.Url, "--json");
        first.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains("\"applied\":true"));
        first.Output.ShouldContain("""{"scope":"marker.des_marker_dlq","version":1,""");
        (await CommandLine.RunAsync(folder, "db", "migrate", "--db", folder.Url)).Output.ShouldEndWith("is up to date." + Environment.NewLine);
    }

    [Fact]
    public async Task A_store_that_is_away_is_a_failure_and_no_bad_input()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, "db", "migrate", "--db", "postgresql://u:secret@127.0.0.1:1/x");
        run.ShouldBe(new(1, "", $"penstock: postgresql://u:***@127.0.0.1:1/x can't be reached: Failed to connect to 127.0.0.1:1{Environment.NewLine}"));
    }

    [Fact]
    public async Task An_operator_can_see_what_is_missing_and_how_to_get_it()
    {
        using var folder = new TemporaryFolder();
        var away = await CommandLine.RunAsync(folder, "doctor", "--json", "--db", "postgresql://127.0.0.1:1/x");
        away.Code.ShouldBe(1);
        away.Output.ShouldContain("""
            {"check":"database","outcome":"failed","found":"postgresql://127.0.0.1:1/x can't be used: Failed to connect to 127.0.0.1:1","remedy":"start it,
            """.TrimEnd());
        var fresh = await CommandLine.RunAsync(folder, "doctor", "--json", "--db", folder.Url);
        fresh.Code.ShouldBe(0);
        fresh.Output.ShouldContain("""{"check":"schema","outcome":"warning",""");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_address_is_taken_from_the_first_that_has_one_and_blamed_by_its_name()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = new() { ["DES_DB_URL"] = "x:3" };
        string[] migrate = ["db", "migrate"];
        (await CommandLine.RunAsync(folder, environment, migrate)).Error.ShouldStartWith("penstock: DES_DB_URL is '***'");
        environment["DATABASE_URL"] = "x:2";
        (await CommandLine.RunAsync(folder, environment, migrate)).Error.ShouldStartWith("penstock: DATABASE_URL is '***'");
        environment["PENSTOCK_DB"] = "x:1";
        (await CommandLine.RunAsync(folder, environment, migrate)).Error.ShouldStartWith("penstock: PENSTOCK_DB is '***'");
        (await CommandLine.RunAsync(folder, environment, [.. migrate, "--db", "x:0"])).Error.ShouldStartWith("penstock: --db is '***'");
        (await CommandLine.RunAsync(folder, migrate)).ShouldRefuse(
            "PENSTOCK_DB is not set: postgresql://user:password@host:5432/database or sqlite:///file is needed; --db gives it too.");
    }
}
