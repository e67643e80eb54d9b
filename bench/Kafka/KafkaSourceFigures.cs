using Confluent.Kafka;
using Penstock.Kafka;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>The source without a pipeline: what it allocates a message beside the client, and what it keeps while a key is held.</summary>
internal sealed class KafkaSourceFigures(BenchCluster cluster, TimeProvider clock)
{
    public const int Messages = 60_000;

    private const int BatchSize = 500;

    private static readonly TimeSpan Held = TimeSpan.FromHours(1);

    /// <returns>Bytes a message, of our source and of a bare consumer.</returns>
    public async Task<(double Ours, double Bare)> BytesAsync(CancellationToken stop)
    {
        var bare = Allocated(() => Consume(stop));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await CompleteAsync(stop);
        return ((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages, bare);
    }

    /// <summary>The first record of each partition waits; all others are done as far as the windows go.</summary>
    /// <returns>How many were done behind them, and megabytes of live objects more than before.</returns>
    public async Task<(int Done, double Megabytes)> HeldAsync(CancellationToken stop)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var source = Open("held", out var client);
        using var opened = client;
        var (done, seen) = (0, new HashSet<int>());
        for (var quiet = 0; quiet < 4;)
        {
            await using var batch = await source.ReceiveAsync(BatchSize, stop);
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, VerdictOn((KafkaDelivery)d, seen)))], stop);
            done += batch.Items.Count;
            quiet = batch.Items.Count > 0 || done == 0 ? 0 : quiet + 1;
        }

        var more = GC.GetTotalMemory(forceFullCollection: true) - before;
        return (done - seen.Count, more / 1e6);
    }

    private static Settlement VerdictOn(KafkaDelivery delivery, HashSet<int> seen) =>
        seen.Add(delivery.Partition) ? new Settlement.Retry(Held, new Reason("Held", "held")) : Settlement.Complete.Instance;

    private async Task CompleteAsync(CancellationToken stop)
    {
        await using var source = Open("complete", out var client);
        using var opened = client;
        for (var done = 0; done < Messages;)
        {
            await using var batch = await source.ReceiveAsync(BatchSize, stop);
            var verdicts = new Verdict[batch.Items.Count];
            for (var i = 0; i < verdicts.Length; i++)
                verdicts[i] = new Verdict(batch.Items[i], Settlement.Complete.Instance);
            await source.SettleAsync(batch, verdicts, stop);
            done += verdicts.Length;
        }
    }

    private KafkaTopicSource Open(string group, out KafkaClient client) =>
        new(client = new KafkaClient(cluster.Options), new KafkaTopicOptions(ChatTopicNames.MessageProcessing, group), clock);

    private void Consume(CancellationToken stop)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(cluster.Consumer("plain")).Build();
        consumer.Subscribe(ChatTopicNames.MessageProcessing);
        for (var done = 0; done < Messages; done++)
            consumer.Consume(stop);
        consumer.Close();
    }

    private static double Allocated(Action work)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        work();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Messages;
    }
}
