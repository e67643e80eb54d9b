using Microsoft.Extensions.DependencyInjection;
using Penstock.Kafka;
using Penstock.Relational;
using Penstock.Workers.Chat;

namespace Penstock.TestWorker;

/// <summary>The chat's workers with their topics on Kafka: batches are small, so that one death has little in hand.</summary>
internal static class ChatWork
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);

    public static void AddChatWork(this IServiceCollection services, Store store, Asked asked)
    {
        var cluster = new KafkaOptions(asked.Kafka!) { Settings = KafkaOptions.ParseSettings(asked.KafkaOptions) };
        services.AddChat(store, new KafkaChatTopics(new KafkaClient(cluster), new ChatKafkaOptions { WaitFor = Soon, MaxRecords = asked.Batch, HealthEvery = null }));
        foreach (var worker in asked.Chat!.Split(','))
            Add(services, worker, asked);
    }

    private static void Add(IServiceCollection services, string worker, Asked asked)
    {
        switch (worker)
        {
            case "outbox":
                services.AddChatOutbox(new OutboxOptions { BatchSize = asked.Batch, PollEvery = Soon, DrainLimit = asked.Drain });
                break;
            case "router":
                services.AddChatRouter(new RouterOptions { BatchSize = asked.Batch, DrainLimit = asked.Drain });
                break;
            case "status":
                services.AddChatStatus(new StatusOptions { BatchSize = asked.Batch, DrainLimit = asked.Drain });
                break;
            case "backfill":
                services.AddChatBackfill(new FallbackOptions { BatchSize = asked.Batch, PollEvery = Soon, DrainLimit = asked.Drain });
                break;
            default:
                var pipeline = MockServices.PipelineOf(worker);
                var killer = asked.KillIn == pipeline ? asked.KillOnMessage : null;
                services.AddChatChannel(
                    pipeline, worker,
                    s => new MortalChannel(new MockChannel(worker, new MockOptions(), s.GetRequiredService<TimeProvider>()), killer),
                    new ChannelOptions { BatchSize = asked.Batch, DrainLimit = asked.Drain, Group = $"{worker}_mock_group", Worker = $"{worker}_mock" });
                break;
        }
    }
}
