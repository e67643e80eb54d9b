using Penstock.Dev;

namespace Penstock.Kafka.Tests;

public sealed class StateIsSetWhenAcquiredTests(SharedKafka shared)
{
    private const int Window = 50;
    private const int Records = 200;

    [ExpectedToFail("H1")]
    public Task A_partition_that_was_full_is_read_on_when_it_comes_back() => ReadOnAsync(Window);

    [Fact]
    public Task A_partition_that_was_never_full_is_read_on_when_it_comes_back() => ReadOnAsync(2 * Records);

    private async Task ReadOnAsync(int window)
    {
        var topic = shared.Topic(2);
        var options = new KafkaTopicOptions(topic, shared.Name("group"))
        {
            WindowRecords = window, WaitFor = TimeSpan.FromMilliseconds(50), RevokeLimit = TimeSpan.FromSeconds(1),
        };
        await ProduceAsync(topic);
        await using var one = new KafkaTopicSource(shared.Client, options, TimeProvider.System);
        one.Join();
        var most = Math.Min(window, Records);
        await Until.TrueAsync("both windows are full", () => Task.FromResult(one.ReadUpTo(0) >= most && one.ReadUpTo(1) >= most));
        await using (var other = new KafkaTopicSource(shared.Client, options, TimeProvider.System))
        {
            other.Join();
            await Until.TrueAsync("one partition goes over", () => Task.FromResult(one.Partitions.Count == 1 && other.Partitions.Count == 1));
        }

        await Until.TrueAsync("it comes back", () => Task.FromResult(one.Partitions.Count == 2));
        var done = new HashSet<string>(StringComparer.Ordinal);
        await Within.SecondsAsync(6, async () =>
        {
            await using var batch = await one.ReceiveAsync(Records, default);
            await one.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
            done.UnionWith(batch.Items.Select(d => d.Origin));
            return done.Count == 2 * Records;
        });

        Enumerable.Range(0, 2).Select(p => done.Count(origin => origin.StartsWith($"{topic}/{p}/", StringComparison.Ordinal)))
            .ShouldBe([Records, Records], "records of each partition");
    }

    private Task ProduceAsync(string topic) => Task.WhenAll(
        Enumerable.Range(0, 2 * Records).Select(i => SharedKafka.ProduceAsync(shared.Client, topic, i % 2, $"k{i}", "v")));
}
