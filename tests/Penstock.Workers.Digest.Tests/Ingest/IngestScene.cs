using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Workers.Digest.Tests;

/// <summary>The endpoint in a host of its own, on a file of its own that knows one server.</summary>
internal sealed class IngestScene : IAsyncDisposable
{
    public const string Known = "6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968";
    public const string Unknown = "11111111-2222-4333-8444-555555555555";
    public const string Payload = """{"node_exporter":[{"timestamp":"2025-11-07T22:30:45.123Z","cpu_cores":4}]}""";

    private readonly string folder;
    private readonly HttpClient http;

    private IngestScene(string folder, SqliteStore store, WorkerHost host)
    {
        (this.folder, Store, Host) = (folder, store, host);
        http = new HttpClient { BaseAddress = host.Addresses[0] };
    }

    public SqliteStore Store { get; }

    public WorkerHost Host { get; }

    public Uri Address => http.BaseAddress!;

    /// <param name="redis">Null: metrics go into a queue of the file.</param>
    /// <param name="options">How they are taken.</param>
    /// <param name="address">Another way to the server than its own.</param>
    public static async Task<IngestScene> CreateAsync(RedisServer? redis, IngestOptions? options = null, string? address = null)
    {
        var made = FastFolder.Create("penstock-ingest-");
        var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{made}/metrics.db"), TimeProvider.System);
        await new Migrator(store).ApplyAsync([.. RuntimeSchema.Sets, .. DigestSchema.Sets], CancellationToken.None);
        await KnowAsync(store, Known);
        var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "ingest",
            Ports = [0],
            Logs = new LogOptions { Output = Stream.Null },
            Services = services => Add(services, store, address ?? redis?.Url, options ?? new IngestOptions()),
            Endpoints = routes => routes.MapIngest(),
        });
        await host.StartAsync();
        return new IngestScene(made, store, host);
    }

    public Task KnowAsync(string server) => KnowAsync(Store, server);

    public Task<(HttpStatusCode Status, string Body)> PostAsync(string? server, string payload = Payload, string? traceparent = null) =>
        PostAsync(server, Encoding.UTF8.GetBytes(payload), traceparent);

    public async Task<(HttpStatusCode Status, string Body)> PostAsync(string? server, byte[] payload, string? traceparent = null, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/metrics/prometheus" + (server is null ? "" : $"?server_id={server}"));
        request.Content = new ByteArrayContent(payload);
        if (encoding is not null)
            request.Content.Headers.ContentEncoding.Add(encoding);
        if (traceparent is not null)
            request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        using var response = await http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static void Add(IServiceCollection services, SqliteStore store, string? redis, IngestOptions options)
    {
        if (redis is null)
            services.AddQueues(store);
        else
            services.AddSingleton<Store>(store).AddRedis(redis);
        services.AddIngest(options);
    }

    private static async Task KnowAsync(SqliteStore store, string server)
    {
        await using var connection = await store.OpenAsync(CancellationToken.None);
        await connection.Command($"INSERT INTO {new DigestTables(store.Dialect).Servers} (server_id, hostname) VALUES (@id, 'here')", ("id", server))
            .RunAsync(CancellationToken.None);
    }
}
