using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>A pipeline on a topic, as a process of a group runs it; what it handled is kept in order.</summary>
internal sealed class Work : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly CancellationTokenSource stopping = new();
    private Task? running;

    public Work(KafkaClient client, KafkaTopicOptions options, Func<string, Delivery, CancellationToken, ValueTask> handle, PipelineOptions? pipeline = null, IDeadLetters? letters = null, IJournal? journal = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(TimeProvider.System);
        collection.AddSingleton<IFaultClassifier, KafkaFaults>();
        collection.AddSingleton(client);
        collection.AddPipelineOnly("work", p =>
        {
            p.FromKafka(options).ByKey(Text, handle).With(_ => pipeline ?? Quick).DeadLetters(_ => letters ?? Letters);
            if (journal is not null)
                p.Journal(_ => journal);
        });
        services = collection.BuildServiceProvider();
        Pipeline = services.GetRequiredService<Pipeline>();
    }

    public static PipelineOptions Quick { get; } = new()
    {
        BatchSize = 100,
        InProcessRetries = 0,
        Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(50), MaxAttempts = 3 },
        DrainLimit = TimeSpan.FromSeconds(5),
        Breaker = new BreakerOptions { ProbeEvery = TimeSpan.FromMilliseconds(200) },
    };

    public Pipeline Pipeline { get; }

    public MemoryDeadLetters Letters { get; } = new();

    public Work Start()
    {
        running = Pipeline.RunAsync(stopping.Token);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (running is not null)
            await running;
        await services.DisposeAsync();
        stopping.Dispose();
    }

    private static string Text(Delivery delivery) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(delivery.Body.Span);
}

/// <summary>What was handled, by whom.</summary>
internal sealed class Handled
{
    private readonly ConcurrentQueue<(string? Key, string Value)> all = [];

    public IReadOnlyList<(string? Key, string Value)> All => [.. all];

    public void Add(Delivery delivery, string value) => all.Enqueue((delivery.Key, value));

    public Task ReachAsync(int distinct, string what) => Until.TrueAsync(what, () => Task.FromResult(all.Select(a => a.Value).Distinct().Count() >= distinct));

    /// <summary>Each key's values in the order of their first handling.</summary>
    public void ShouldBeInOrder()
    {
        foreach (var key in All.GroupBy(a => a.Key))
        {
            var first = key.Select(k => int.Parse(k.Value)).Distinct().ToList();
            first.ShouldBe(first.Order());
        }
    }
}
