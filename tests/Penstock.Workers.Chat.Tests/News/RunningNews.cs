using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The pipelines of a process, and the one who tells of what they did.</summary>
internal sealed class RunningNews : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly ServiceProvider services;
    private readonly Task running;

    private RunningNews(ServiceProvider services)
    {
        this.services = services;
        running = Task.WhenAll(services.GetServices<Pipeline>().Select(pipeline => pipeline.RunAsync(stop.Token)));
    }

    private ConversationNews News => services.GetRequiredService<ConversationNews>();

    public static RunningNews Start(ServiceProvider services)
    {
        var started = new RunningNews(services);
        _ = started.News.StartAsync(default);
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await News.StopAsync(default);
        await services.DisposeAsync();
        stop.Dispose();
    }
}
