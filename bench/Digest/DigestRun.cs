using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Redis;
using Penstock.Workers.Digest;

namespace Penstock.Bench;

/// <summary>The digest as it would be in production, with all that it does beside its work.</summary>
internal sealed class DigestRun(DigestScene scene, TimeProvider clock)
{
    public DigestOptions Options { get; init; } = DigestScene.Options;

    /// <summary>In place of the client, to count what it sends.</summary>
    public IRedis? Redis { get; init; }

    /// <summary>From nothing to the last of that many messages being acknowledged.</summary>
    public async Task<TimeSpan> FinishAsync(int messages, CancellationToken cancellation)
    {
        var tally = new Tally(messages, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var startedAt = clock.GetTimestamp();
        var running = RunAsync(tally, stop.Token);
        await Task.WhenAny(running, tally.Finished.WaitAsync(cancellation));
        await stop.CancelAsync();
        await running;
        return clock.GetElapsedTime(startedAt, await tally.Finished.WaitAsync(cancellation));
    }

    public async Task RunAsync(IPassObserver observer, CancellationToken stopping)
    {
        using var host = new HostBuilder().ConfigureServices(services => Add(services, observer)).Build();
        await host.StartAsync(stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
    }

    private void Add(IServiceCollection services, IPassObserver observer)
    {
        services.AddRedis(scene.RedisUrl);
        if (Redis is not null)
            services.AddSingleton(Redis);
        services.AddDigest(scene.Database.Store, Options, digest => digest.FromStream(Options.ToStream()).Observe(_ => observer));
    }
}
