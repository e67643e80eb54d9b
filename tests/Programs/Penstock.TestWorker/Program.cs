using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.TestWorker;
using Penstock.Workers.Marker;

var asked = new ConfigurationBuilder().AddCommandLine(args).Build().Get<Asked>() ?? new Asked();
var url = StoreUrl.Parse(asked.Url);
Store store = url.Scheme == "sqlite"
    ? new SqliteStore(url, TimeProvider.System)
    : new PostgresStore(url, TimeProvider.System, new PostgresOptions { Lease = asked.Lease });
if (!asked.Journal)
    store = new ForgetfulStore(store);

using var metrics = new MetricLines();
var input = new Input();
await using var host = WorkerHost.Build(new WorkerHostOptions
{
    Name = "test-worker",
    Ports = asked.Http ? [0] : [],
    Logs = new LogOptions { Style = LogStyle.Text, Output = Console.OpenStandardError() },
    Services = services =>
    {
        services.AddSingleton<Reached>(new StepFaults(asked, input).ReachedAsync);
        if (asked.OwnerLease is { } lease)
            services.AddSingleton(new Owner(store, TimeProvider.System, new OwnerOptions { Lease = lease, BeatEvery = lease / 3 }));
        if (asked.Chat is not null)
        {
            services.AddChatWork(store, asked);
            if (asked.KillIn is { } pipeline)
                services.WatchOnly(pipeline);
            return;
        }

        if (asked.Queue is not null)
        {
            services.AddQueueWork(store, asked, input);
            return;
        }

        services.AddMarker(store, asked.ToMarker());
        services.Decorate<IBatchHandler<RowDelivery<CatalogRow>>>(
            (provider, marking) => new FaultyMarking(marking, asked, input, provider.GetRequiredService<MarkFactory>(), store));
    },
});
host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted
    .Register(() => Said.Line($"started {string.Join(' ', host.Addresses)}"));
return await host.RunAsync();
