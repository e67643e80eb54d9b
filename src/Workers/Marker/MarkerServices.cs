using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>Adds the marker to a host.</summary>
public static class MarkerServices
{
    public const string PipelineName = "marker";

    /// <summary>
    /// Adds the marker on a store, to run with the host. Other <see cref="IHashStrategy"/> may be registered beside it; a
    /// <see cref="WakeSignal"/>, where registered, ends its idle wait. The schema is brought up when the host starts.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    /// <exception cref="FormatException">The dead letters' table is no plain identifier.</exception>
    public static IServiceCollection AddMarker(this IServiceCollection services, Store store, MarkerOptions options)
    {
        AddMarkerParts(services, store, options);
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<SchemaStart>(s, MarkerSchema.Sets(options)));
        services.AddHostedService(s => s.GetRequiredService<BacklogGauges>());
        services.AddSingleton<IReadinessCheck, MarkerReadiness>();
        return services.AddPipeline(PipelineName, Compose);
    }

    /// <summary>The same, run by the caller through <see cref="Pipeline.RunAsync"/>, who brings up <see cref="MarkerSchema"/> first.</summary>
    public static IServiceCollection AddMarkerOnly(this IServiceCollection services, Store store, MarkerOptions options)
    {
        AddMarkerParts(services, store, options);
        return services.AddPipelineOnly(PipelineName, Compose);
    }

    private static void Compose(PipelineBuilder marker) => marker
        .From(s => ActivatorUtilities.CreateInstance<TableSource<CatalogRow>>(s, s.GetRequiredService<TableSourceOptions>()))
        .Whole(delivery => (RowDelivery<CatalogRow>)delivery, s => s.GetRequiredService<IBatchHandler<RowDelivery<CatalogRow>>>())
        .With(s => s.GetRequiredService<MarkerOptions>().ToPipeline())
        .Journal(s => s.GetRequiredService<Store>().CreateJournal())
        .Probe(s => s.GetRequiredService<Store>())
        .Observe(s => s.GetRequiredService<MarkerMetrics>());

    private static void AddMarkerParts(IServiceCollection services, Store store, MarkerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options.Validated());
        services.AddSingleton(new TableSourceOptions { IdleWait = options.Interval });
        services.AddSingleton(store);
        services.AddSingleton(store.Locks);
        services.AddSingleton(store.Faults);
        services.AddSingleton<IHashStrategy, Sha256HashStrategy>();
        services.AddSingleton<HashStrategies>();
        services.AddSingleton(s => new NameGenerator(s.GetRequiredService<TimeProvider>(), options.NodeId, options.NamePrefix, options.WrapBits));
        services.AddSingleton(s => new MarkFactory(
            s.GetRequiredService<NameGenerator>(), s.GetRequiredService<HashStrategies>().Get(options.HashStrategy), options.ShardBits));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<NodeLease>(s, options.NodeId));
        services.AddSingleton<IDeadLetters, CatalogDeadLetters>();
        services.AddSingleton<ITable<CatalogRow>, CatalogTable>();
        services.AddSingleton<IBatchHandler<RowDelivery<CatalogRow>>, MarkHandler>();
        services.AddSingleton<BacklogGauges>();
        services.AddSingleton<MarkerMetrics>();
        services.AddSingleton(s => new MarkUntilDone(
            s.GetRequiredService<Pipeline>(), store, options, s.GetRequiredService<MarkerMetrics>(), s.GetRequiredService<TimeProvider>()));
    }
}
