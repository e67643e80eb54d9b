using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The pipelines of a process, and the one who tells of what they did, until disposed.</summary>
internal sealed class RunningWorkers : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceProvider services;
    private readonly ConversationNews? news;
    private readonly Task running;

    private RunningWorkers(ServiceProvider services)
    {
        this.services = services;
        news = services.GetService<ConversationNews>();
        Pipelines = [.. services.GetServices<Pipeline>()];
        running = Task.WhenAll(Pipelines.Select(pipeline => pipeline.RunAsync(stop.Token)));
    }

    public IReadOnlyList<Pipeline> Pipelines { get; }

    public static async Task<RunningWorkers> StartAsync(ServiceProvider services)
    {
        var started = new RunningWorkers(services);
        if (started.news is { } news)
            await news.StartAsync(default);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        if (news is not null)
            await news.StopAsync(default);
        await services.DisposeAsync();
        stop.Dispose();
    }
}
