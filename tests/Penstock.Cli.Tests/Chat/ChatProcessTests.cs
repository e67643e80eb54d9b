using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Penstock.Dev;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

public sealed class ChatProcessTests
{
    private const string Secret = "a secret of the tests";

    private const string Body = """{"conversation_id":1,"payload":{"type":"text","content":"hi"}}""";

    [Fact]
    public async Task A_message_goes_from_the_api_through_the_outbox_to_the_routers_topic()
    {
        using var folder = new TemporaryFolder();
        var port = FreePort();
        var outboxPort = FreePort();
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = folder.Url, ["CHAT_TOKEN_SECRET"] = Secret };
        await using var api = RunningProgram.Start(folder, environment, "run", "chat.api", "--port", port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Until.TrueAsync("the API is ready", async () => await IsReadyAsync(http));
        await using var outbox = RunningProgram.Start(folder, environment, "run", "chat.outbox", "--port", outboxPort);
        await using var store = new SqliteStore(StoreUrl.Parse(folder.Url), TimeProvider.System);
        await RunAsync(store, "INSERT INTO users (username) VALUES ('ada')");
        await RunAsync(store, "INSERT INTO conversations (name) VALUES ('engines')");
        await RunAsync(store, "INSERT INTO conversation_members (conversation_id, user_id) VALUES (1, 1)");

        var token = await CommandLine.RunAsync(folder, environment, ["chat", "token", "--user", "1"]);
        token.Code.ShouldBe(0, token.Error);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Output.Trim());
        using var body = new StringContent(Body);
        using var answer = await http.PostAsync(new Uri("/v1/messages", UriKind.Relative), body, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, api.Said);

        await Until.TrueAsync("it is on its topic", async () => await CountAsync(store, "penstock_topic_messages WHERE topic = 'message_processing'") == 1);
        using var metrics = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{outboxPort}") };
        await Until.TrueAsync("it is counted", async () =>
            (await metrics.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("outbox_published_total 1", StringComparison.Ordinal));
        (await outbox.StopAsync()).ShouldBe(0, outbox.Said);
        (await api.StopAsync()).ShouldBe(0, api.Said);
        outbox.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => IsLogLine(line, "outbox_poller"));
        api.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => IsLogLine(line, "message_api"));
    }

    [Fact]
    public async Task What_a_chat_process_needs_is_asked_for_by_name()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, "run", "chat.outbox")).ShouldRefuse(
            "DATABASE_URL is not set: postgresql://user:password@host:5432/database or sqlite:///file is needed; --db gives it too.");
        (await CommandLine.RunAsync(folder, "run", "chat.api", "--db", folder.Url, "--token-secret", "short")).ShouldRefuse(
            "--token-secret is '***': a text of at least 16 characters is allowed.");
        (await CommandLine.RunAsync(folder, "run", "chat.outbox", "--db", folder.Url, "--flat-topics", "x")).ShouldRefuse(
            "--flat-topics is 'x': none, or type=topic, several with commas, such as message.created=message_processing is allowed.");
        (await CommandLine.RunAsync(folder, "chat", "token", "--user", "0", "--token-secret", Secret)).Code.ShouldBe(2);
        (await CommandLine.RunAsync(folder, new() { ["OUTBOX_BATCHSIZE"] = "1" }, ["run", "chat.outbox", "--db", folder.Url])).ShouldRefuse(
            "OUTBOX_BATCHSIZE is not a known setting: did you mean OUTBOX_BATCH_SIZE?");
    }

    private static bool IsLogLine(string line, string service)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.TryGetProperty("timestamp", out _) && json.RootElement.TryGetProperty("level", out _)
            && json.RootElement.TryGetProperty("message", out _) && json.RootElement.GetProperty("service").GetString() == service;
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

    private static async Task RunAsync(SqliteStore store, string sql)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        await connection.Command(sql).RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<long> CountAsync(SqliteStore store, string what)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command($"SELECT count(*) FROM {what}").ScalarAsync<long>(TestContext.Current.CancellationToken);
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
