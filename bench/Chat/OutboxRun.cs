using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>The poller as it would be in production, with all that it does beside its work.</summary>
internal sealed class OutboxRun(OutboxScene scene, TimeProvider clock)
{
    public static readonly OutboxOptions Options = new() { BatchSize = 500 };

    /// <summary>From nothing to the last of that many events being published.</summary>
    public async Task<TimeSpan> FinishAsync(int events, CancellationToken cancellation)
    {
        var tally = new Tally(events, clock);
        using var host = new HostBuilder().ConfigureServices(services => Add(services, tally)).Build();
        var startedAt = clock.GetTimestamp();
        await host.StartAsync(cancellation);
        var finishedAt = await tally.Finished.WaitAsync(cancellation);
        await host.StopAsync(CancellationToken.None);
        return clock.GetElapsedTime(startedAt, finishedAt);
    }

    private void Add(IServiceCollection services, Tally tally) =>
        services.AddChat(scene.Database.Store, new StoreTopics(scene.Database.Store)).AddChatOutbox(Options, outbox => outbox.Observe(_ => tally));
}
