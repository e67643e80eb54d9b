using System.Net;
using System.Text.Json;
using Penstock.Dev;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Digest;

namespace Penstock.Cli.Tests;

public sealed class AgentToTablesTests
{
    private const string Server = "6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968";

    [Fact]
    public async Task Agent_ingest_and_digest_bring_this_machines_figures_into_the_tables_of_a_file()
    {
        using var folder = new TemporaryFolder();
        await using var store = new SqliteStore(StoreUrl.Parse(folder.Url), TimeProvider.System);
        await new Migrator(store).ApplyAsync(DigestSchema.Sets, TestContext.Current.CancellationToken);
        await EmbeddedDigest.AdmitAsync(store, Guid.Parse(Server), "here", TestContext.Current.CancellationToken);
        var port = $"{LoopbackPort.Free()}";
        await using var digest = RunningProgram.Start(folder, [], "run", "digest", "--db", folder.Url, "--port", "0");
        await using var ingest = RunningProgram.Start(folder, [], "run", "digest.ingest", "--db", folder.Url, "--port", port);
        await using var agent = RunningProgram.Start(
            folder, new() { ["PENSTOCK_AGENT_SERVER_ID"] = Server }, "agent", "--ingest", $"http://127.0.0.1:{port}", "--every", "1s");

        await Until.TrueAsync("two snapshots are stored", async () => await CountAsync(store, $"admiral_metrics WHERE server_id = '{Server}' AND cpu_cores > 0") >= 2);
        (await CountAsync(store, $"admiral_process_snapshots WHERE server_id = '{Server}'")).ShouldBeGreaterThan(0);
        (await CountAsync(store, $"admiral_servers WHERE server_id = '{Server}' AND last_seen_at IS NOT NULL")).ShouldBe(1);
        (await agent.StopAsync()).ShouldBe(0, agent.Said);
        (await ingest.StopAsync()).ShouldBe(0, ingest.Said);
        await Until.TrueAsync("the queue is empty", async () => await CountAsync(store, "penstock_messages") == 0);
        (await digest.StopAsync()).ShouldBe(0, digest.Said);
        Directory.GetFiles(Path.Combine(folder.Path, ".penstock/agent"), "*.json").Length.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task On_servers_the_variables_of_the_digest_are_those_of_its_endpoint()
    {
        await using var redis = await RedisServer.CreateAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting, cancellationToken: TestContext.Current.CancellationToken);
        using var folder = new TemporaryFolder();
        var port = $"{LoopbackPort.Free()}";
        var environment = new Dictionary<string, string>
        {
            ["DB_HOST"] = "127.0.0.1", ["DB_PORT"] = $"{postgres.Port}", ["DB_NAME"] = "postgres", ["VALKEY_HOST"] = "127.0.0.1",
            ["VALKEY_PORT"] = $"{redis.Port}", ["PENSTOCK_PORT"] = port, ["SERVER_ID_CACHE_TTL"] = "60",
        };
        await using var ingest = RunningProgram.Start(folder, environment, "run", "digest.ingest");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Until.TrueAsync("the endpoint is ready", async () => await IsReadyAsync(http));
        await postgres.PsqlAsync($"INSERT INTO admiral.servers (server_id, hostname) VALUES ('{Server}', 'here')", cancellationToken: TestContext.Current.CancellationToken);

        using var body = new StringContent("""{"node_exporter":[]}""");
        using var answer = await http.PostAsync(new Uri($"/metrics/prometheus?server_id={Server}", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, ingest.Said);
        (await redis.CliAsync("XLEN", "nodepulse:metrics:stream")).ShouldBe(["1"]);
        int.Parse((await redis.CliAsync("TTL", $"server:valid:{Server}"))[0]).ShouldBeInRange(1, 60);
        (await ingest.StopAsync()).ShouldBe(0, ingest.Said);
        ingest.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => IsLogLine(line));
    }

    [Fact]
    public async Task An_agent_needs_to_be_told_where_to_send()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, "agent")).ShouldRefuse(
            "PENSTOCK_AGENT_INGEST is not set: an address such as http://host:8080 is needed; --ingest gives it too.");
        (await CommandLine.RunAsync(folder, "agent", "--ingest", "host")).ShouldRefuse("--ingest is 'host': an address such as http://host:8080 is allowed.");
        (await CommandLine.RunAsync(folder, "agent", "--ingest", "http://h", "--server-id", "x")).ShouldRefuse("--server-id is 'x': a UUID is allowed.");
    }

    private static bool IsLogLine(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("time", out _) && json.RootElement.TryGetProperty("level", out _) && json.RootElement.TryGetProperty("msg", out _);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<long> CountAsync(SqliteStore store, string what)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command($"SELECT count(*) FROM {what}").ScalarAsync<long>(TestContext.Current.CancellationToken);
    }
}
