using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Workers.Digest.Tests;

public sealed class EmbeddedDigestTests : IAsyncLifetime
{
    private const string Server = IngestScene.Known;

    private readonly string folder = FastFolder.Create("penstock-embedded-");
    private SqliteStore store = null!;
    private WorkerHost host = null!;

    public async ValueTask InitializeAsync()
    {
        store = new SqliteStore(StoreUrl.Parse($"sqlite:///{folder}/metrics.db"), TimeProvider.System);
        host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "embedded",
            Logs = new LogOptions { Output = Stream.Null },
            Services = services => services.AddEmbeddedDigest(store, new DigestOptions { CountEvery = TimeSpan.FromMilliseconds(100) }),
        });
        await host.StartAsync();
        await EmbeddedDigest.AdmitAsync(store, Guid.Parse(Server), "here", CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await host.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_message_of_the_queue_is_stored_once_however_often_it_comes()
    {
        var payload = Payload(1);
        await SendAsync(payload);
        await SendAsync(payload);
        await SendAsync(Payload(2));
        await Until.TrueAsync("the queue is empty", async () => await CountAsync("penstock_messages") == 0);
        (await CountAsync("admiral_metrics")).ShouldBe(2);
        (await CountAsync("admiral_process_snapshots")).ShouldBe(2);
        (await CountAsync("admiral_servers WHERE last_seen_at IS NOT NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task A_malformed_message_is_a_dead_letter_of_the_store_at_once_and_the_others_are_stored()
    {
        await SendAsync("{\"node_exporter\":[{]}");
        await SendAsync(Payload(1));
        await Until.TrueAsync("the queue is empty", async () => await CountAsync("penstock_messages") == 0);
        (await CountAsync("admiral_metrics")).ShouldBe(1);
        (await CountAsync("penstock_dead_letters WHERE pipeline = 'digest' AND failures <= 1")).ShouldBe(1);
        var backlog = host.Services.GetRequiredService<IDigestBacklog>();
        (await backlog.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(new DigestBacklog(0, 0, null, 1));
    }

    [Fact]
    public async Task Who_is_admitted_twice_is_there_once()
    {
        await EmbeddedDigest.AdmitAsync(store, Guid.Parse(Server), "elsewhere", TestContext.Current.CancellationToken);
        (await CountAsync($"admiral_servers WHERE server_id = '{Server}' AND hostname = 'here'")).ShouldBe(1);
    }

    // A moment near now: what is older than a day is removed.
    private static string Payload(int second)
    {
        var at = $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm}:{second:00}Z";
        return $$"""
            {"node_exporter":[{"timestamp":"{{at}}","cpu_cores":4}],
             "process_exporter":[{"timestamp":"{{at}}","name":"nginx","num_procs":4}]}
            """;
    }

    private async Task SendAsync(string payload) => await host.Services.GetRequiredService<Queues>().SendAsync(
        DigestOptions.DefaultStream,
        new Message(Encoding.UTF8.GetBytes(payload))
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { [MetricMessage.ServerIdField] = Server },
        },
        TestContext.Current.CancellationToken);

    private async Task<long> CountAsync(string what)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command($"SELECT count(*) FROM {what}").ScalarAsync<long>(TestContext.Current.CancellationToken);
    }
}
