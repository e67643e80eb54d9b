using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>Workers of the flow as they would be in production, with all that they do beside their work.</summary>
internal sealed class FlowRun(BenchDatabase database, ChatTopics topics, TimeProvider clock)
{
    public FlowRun(BenchDatabase database, TimeProvider clock)
        : this(database, new StoreTopics(database.Store), clock)
    {
    }

    /// <summary>From nothing to the last of that many messages being settled.</summary>
    /// <param name="messages">How many there are.</param>
    /// <param name="add">Adds the worker, with an observer of its pipeline.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<TimeSpan> FinishAsync(int messages, Action<IServiceCollection, Action<PipelineBuilder>> add, CancellationToken stop)
    {
        var startedAt = clock.GetTimestamp();
        var tally = await RunAsync(messages, add, stop);
        return clock.GetElapsedTime(startedAt, await tally.Finished);
    }

    /// <summary>The same from the first batch on: what a group takes to come together is left out.</summary>
    public async Task<TimeSpan> FirstToLastAsync(int messages, Action<IServiceCollection, Action<PipelineBuilder>> add, CancellationToken stop)
    {
        var tally = await RunAsync(messages, add, stop);
        return clock.GetElapsedTime(tally.Begun, await tally.Finished);
    }

    public IHost Build(Action<IServiceCollection> add) => new HostBuilder().ConfigureServices(services =>
    {
        services.AddChat(database.Store, topics);
        add(services);
    }).Build();

    private async Task<Tally> RunAsync(int messages, Action<IServiceCollection, Action<PipelineBuilder>> add, CancellationToken stop)
    {
        var tally = new Tally(messages, clock);
        using var host = Build(services => add(services, pipeline => pipeline.Observe(_ => tally)));
        await host.StartAsync(stop);
        await tally.Finished.WaitAsync(stop);
        await host.StopAsync(CancellationToken.None);
        return tally;
    }
}
