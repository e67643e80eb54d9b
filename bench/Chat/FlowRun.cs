using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>Workers of the flow as they would be in production, with all that they do beside their work.</summary>
internal sealed class FlowRun(RouterScene scene, TimeProvider clock)
{
    /// <summary>From nothing to the last of that many messages being settled.</summary>
    /// <param name="messages">How many there are.</param>
    /// <param name="add">Adds the worker, with an observer of its pipeline.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<TimeSpan> FinishAsync(int messages, Action<IServiceCollection, Action<PipelineBuilder>> add, CancellationToken stop)
    {
        var tally = new Tally(messages, clock);
        using var host = Build(services => add(services, pipeline => pipeline.Observe(_ => tally)));
        var startedAt = clock.GetTimestamp();
        await host.StartAsync(stop);
        var finishedAt = await tally.Finished.WaitAsync(stop);
        await host.StopAsync(CancellationToken.None);
        return clock.GetElapsedTime(startedAt, finishedAt);
    }

    public IHost Build(Action<IServiceCollection> add) => new HostBuilder().ConfigureServices(services =>
    {
        services.AddChat(scene.Database.Store, new StoreTopics(scene.Database.Store));
        add(services);
    }).Build();
}
