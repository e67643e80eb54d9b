using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

/// <summary>Workers in a process of their own, which may be stopped, or die at a step of a pass and be heard of no more.</summary>
internal sealed class FlowProcess : IAsyncDisposable
{
    private static int count;

    private readonly string name = $"flow-{Interlocked.Increment(ref count)}";
    private readonly CancellationTokenSource stop = new();
    private readonly TaskCompletionSource died = new();
    private readonly MortalStore store;
    private readonly ServiceProvider services;
    private readonly FaultPoints points;
    private readonly ChatScene scene;
    private Task running = Task.CompletedTask;
    private bool isOver;

    private FlowProcess(ChatScene scene, Action<IServiceCollection> add, Func<Store, ChatTopics>? topics)
    {
        this.scene = scene;
        store = new MortalStore(scene.Open(IsServer ? $"postgresql://{scene.Url.Rest}?application_name={name}" : null));
        points = new FaultPoints(crash: () => died.TrySetResult());
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(scene.Log));
        collection.AddChatOnly(store, topics?.Invoke(store) ?? new StoreTopics(store));
        collection.AddSingleton(points.Reached);
        add(collection);
        services = collection.BuildServiceProvider();
    }

    public IServiceProvider Services => services;

    /// <summary>The chosen step was reached.</summary>
    public Task Died => died.Task;

    public static FlowProcess Start(
        ChatScene scene, Action<IServiceCollection> add, Step? dies = null, int occurrence = 1, Func<Store, ChatTopics>? topics = null)
    {
        var process = new FlowProcess(scene, add, topics);
        if (dies is { } step)
            process.points.CrashAt(step, occurrence);
        process.running = Task.WhenAll(process.services.GetServices<Pipeline>().Select(pipeline => pipeline.RunAsync(process.stop.Token)));
        return process;
    }

    /// <summary>Waits for the step, and takes from the process all that the system takes from a dead one.</summary>
    public async Task DieAsync()
    {
        await died.Task;
        await KillAsync();
    }

    /// <summary>Wherever it is.</summary>
    public async Task KillAsync()
    {
        isOver = true;
        var lease = await services.GetRequiredService<Owner>().TakeAsync(default);
        await store.KillAsync(IsServer ? CutAsync : null);
        // Its lease runs out, as far as the others are concerned.
        await scene.ExecuteAsync("DELETE FROM penstock_owners WHERE id = @id", ("id", lease.Id));
    }

    private bool IsServer => scene.Store.Dialect.Name == "postgresql";

    private Task<long> CutAsync() => scene.ScalarAsync<long>($"SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE application_name = '{name}'");

    public async ValueTask DisposeAsync()
    {
        if (isOver)
            return;
        isOver = true;
        await stop.CancelAsync();
        await running;
        await services.DisposeAsync();
        stop.Dispose();
    }
}
