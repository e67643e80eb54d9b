using System.Diagnostics;
using System.Globalization;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

public sealed class UpTests
{
    private const int Files = 1_500;

    [Fact]
    public async Task Up_marks_a_folder_ends_with_0_on_SIGINT_and_goes_on_where_it_was()
    {
        using var folder = new TemporaryFolder();
        for (var i = 0; i < Files; i++)
            folder.Write($"in/{i}");
        File.SetLastWriteTimeUtc(Path.Combine(folder.Path, "in/0"), new DateTime(2099, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        await RunAsync(folder, "1,500 files catalogued, 1,500 marked", async url =>
            (await MarkedAsync(url)).ShouldBe(Files));
        folder.Write("in/one more");
        await RunAsync(folder, "1,501 files catalogued, 1,501 marked", async url =>
            (await MarkedAsync(url)).ShouldBe(1));

        await using var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{folder.Path}/data/catalog.db"), TimeProvider.System);
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        var counts = await connection.Command("""
            SELECT count(*), count(DISTINCT des_name), count(DISTINCT source_key), sum(des_status = 'marked' AND length(des_hash) = 64 AND des_shard BETWEEN 0 AND 255)
            FROM des_source_catalog
            """).ListAsync(row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3)), TestContext.Current.CancellationToken);
        counts[0].ShouldBe((Files + 1, Files + 1, Files + 1, Files + 1));
    }

    [Fact]
    public async Task Up_brings_this_machines_figures_into_the_tables()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, "0 files catalogued, 0 marked, 0 to do, 0 dead letters, this machine's figures are stored", _ => Task.CompletedTask);
        await using var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{folder.Path}/data/catalog.db"), TimeProvider.System);
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        var figures = await connection.Command("""
            SELECT m.cpu_cores, m.memory_total_bytes, (SELECT count(*) FROM admiral_process_snapshots p WHERE p.server_id = m.server_id)
            FROM admiral_metrics m JOIN admiral_servers s ON s.server_id = m.server_id AND s.last_seen_at IS NOT NULL
            """).ListAsync(row => (Cores: row.GetInt32(0), Memory: row.GetInt64(1), Processes: row.GetInt64(2)), TestContext.Current.CancellationToken);
        figures.ShouldNotBeEmpty();
        figures[0].Cores.ShouldBeGreaterThan(0);
        figures[0].Memory.ShouldBeGreaterThan(1 << 20);
        figures[0].Processes.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_second_up_on_one_data_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        await RunAsync(folder, "0 files catalogued", async _ =>
            (await CommandLine.RunAsync(folder, "up", "--data", "data", "--no-demo", "--port", "0"))
                .ShouldRefuse("--data is 'data': another penstock up uses it; end that one, or choose another folder."));
    }

    // Waits for the line, looks while it runs, then interrupts it.
    private static async Task RunAsync(TemporaryFolder folder, string line, Func<string, Task> look)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "in"));
        using var program = Process.Start(new ProcessStartInfo(
            "dotnet", [typeof(Session).Assembly.Location, "up", "--data", "data", "--catalog", "in", "--port", FreePort()])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var ready = await LineAsync(program, "ready: ");
            await LineAsync(program, line);
            await look(ready["ready: ".Length..].Split(',')[0]);
            using var interrupt = Process.Start("kill", ["-INT", program.Id.ToString(CultureInfo.InvariantCulture)]);
            await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await program.WaitForExitAsync(TestContext.Current.CancellationToken);
            program.ExitCode.ShouldBe(0);
        }
        finally
        {
            if (!program.HasExited)
                program.Kill();
        }
    }

    private static async Task<string> LineAsync(Process program, string start)
    {
        while (await program.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
                return line;
        }

        throw new InvalidOperationException($"The program ended and never said '{start}'.");
    }

    private static async Task<double> MarkedAsync(string url)
    {
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken)).IsSuccessStatusCode.ShouldBeTrue();
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        const string name = "des_marker_entries_marked_total{status=\"success\"} ";
        var value = metrics.Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(value[name.Length..], CultureInfo.InvariantCulture);
    }

    private static string FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
