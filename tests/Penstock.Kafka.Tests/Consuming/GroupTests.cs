using System.Text;
using Penstock.Dev;

namespace Penstock.Kafka.Tests;

/// <summary>Groups on a cluster that is well; each test has a topic and a group of its own.</summary>
public sealed class GroupTests(SharedKafka shared)
{
    [Fact]
    public async Task Rebalances_under_load_lose_nothing_and_keep_every_key_in_order()
    {
        const int count = 3_000;
        var (topic, group, handled) = (shared.Topic(6), shared.Name("group"), new Handled());
        await ProduceAsync(topic, count, keys: 30);
        var members = new List<Work>();
        for (var i = 0; i < 5; i++)
        {
            members.Add(Open(topic, group, handled).Start());
            await handled.ReachAsync(Math.Min(count, (i + 1) * 400), $"member {i + 1} has joined, and work goes on");
        }

        await members[0].DisposeAsync();
        await members[1].DisposeAsync();
        await handled.ReachAsync(count, "all are handled");
        await DoneAsync(topic, group, 6, count);
        foreach (var member in members.Skip(2))
            await member.DisposeAsync();

        handled.ShouldBeInOrder();
        // What is in hand at a hand-over is waited for. Only a member that stood still for longer than its session has a batch done again.
        handled.All.Count.ShouldBeLessThan(count + (members.Count * Work.Quick.BatchSize));
    }

    [Fact]
    public async Task The_followers_of_a_poison_head_wait_while_others_go_on_and_the_offset_stays()
    {
        var (topic, group, handled) = (shared.Topic(1), shared.Name("group"), new Handled());
        var seen = 0;
        var freed = new TaskCompletionSource();
        foreach (var (key, value) in new[] { ("x", "0"), ("y", "1"), ("x", "2"), ("y", "3") })
            await SharedKafka.ProduceAsync(shared.Client, topic, 0, key, value);
        await using var work = new Work(shared.Client, new KafkaTopicOptions(topic, group), (value, delivery, _) =>
        {
            if (value == "0" && Interlocked.Increment(ref seen) > 0 && !freed.Task.IsCompleted)
                throw new InvalidOperationException("poison");
            handled.Add(delivery, value);
            return default;
        }, Work.Quick with { Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(50), MaxAttempts = 1_000 } }).Start();

        await handled.ReachAsync(2, "the other key goes on");
        await Until.TrueAsync("the head is tried again", () => Task.FromResult(Volatile.Read(ref seen) > 3));
        handled.All.Select(h => h.Value).ShouldBe(["1", "3"]);
        SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0].ShouldBe(0);

        freed.SetResult();
        await handled.ReachAsync(4, "the head came through, and its follower");
        handled.All.Select(h => h.Value).ShouldBe(["1", "3", "0", "2"]);
        await DoneAsync(topic, group, 1, 4);
    }

    [Fact]
    public async Task A_poison_head_is_parked_and_its_followers_go_on()
    {
        var (topic, group, handled, dead) = (shared.Topic(1), shared.Name("group"), new Handled(), shared.Topic(1));
        foreach (var value in new[] { "0", "1", "2" })
            await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", value);
        await using var work = new Work(shared.Client, new KafkaTopicOptions(topic, group), (value, delivery, _) =>
        {
            if (value == "0")
                throw new InvalidOperationException("poison");
            handled.Add(delivery, value);
            return default;
        }, letters: new KafkaDeadLetters(shared.Client, dead, TimeProvider.System)).Start();

        await handled.ReachAsync(2, "the followers go on");
        await DoneAsync(topic, group, 1, 3);

        handled.ShouldBeInOrder();
        var letter = TopicEye.ReadAll(shared.Client, dead).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(letter.Message.Value!).ShouldBe("0");
        Encoding.UTF8.GetString(letter.Message.Key!).ShouldBe("x");
        letter.Message.Headers.Find(DeadHeaders.Origin).ShouldBe($"{topic}/0/0");
        letter.Message.Headers.Find(DeadHeaders.Reason).ShouldBe("poison");
        letter.Message.Headers.Find(DeadHeaders.ReasonType).ShouldBe("InvalidOperationException");
        letter.Message.Headers.Find(DeadHeaders.Attempts).ShouldBe("3");
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_parked_as_they_are()
    {
        var (topic, group, handled, dead) = (shared.Topic(1), shared.Name("group"), new Handled(), shared.Topic(1));
        byte[] bytes = [0xFF, 0x00, 0xFE];
        await shared.Client.Producer.ProduceAsync(topic, new() { Key = [0xC3, 0x28], Value = bytes });
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "1");
        await using var work = new Work(shared.Client, new KafkaTopicOptions(topic, group), (value, delivery, _) =>
        {
            handled.Add(delivery, value);
            return default;
        }, letters: new KafkaDeadLetters(shared.Client, dead, TimeProvider.System)).Start();

        await handled.ReachAsync(1, "the neighbour is handled");
        await DoneAsync(topic, group, 1, 2);

        var letter = TopicEye.ReadAll(shared.Client, dead).ShouldHaveSingleItem();
        letter.Message.Value.ShouldBe(bytes);
        letter.Message.Key.ShouldBe([0xC3, 0x28]);
        letter.Message.Headers.Find(DeadHeaders.ReasonType).ShouldBe("RejectedException");
    }

    [Fact]
    public async Task While_the_gate_is_closed_the_group_keeps_us_and_memory_stays_bounded()
    {
        const int count = 2_000;
        var (topic, group, handled) = (shared.Topic(1), shared.Name("group"), new Handled());
        using var client = new KafkaClient(shared.Client.Options with
        {
            Settings = new Dictionary<string, string> { ["session.timeout.ms"] = "1000", ["max.poll.interval.ms"] = "1000", ["heartbeat.interval.ms"] = "200" },
        });
        await ProduceAsync(topic, count, keys: 10);
        await using var source = new KafkaTopicSource(client, new KafkaTopicOptions(topic, group) { WindowRecords = 100 }, TimeProvider.System);
        source.Join();
        await Until.TrueAsync("the window is full", () => Task.FromResult(source.ReadUpTo(0) >= 100));
        // Three times the limit after which a member that does not ask is put out.
        await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);

        source.Partitions.ShouldBe([0]);
        source.ReadUpTo(0)!.Value.ShouldBeLessThan(100 + 500);
        for (var seen = 0; seen < count;)
        {
            await using var batch = await source.ReceiveAsync(1_000, default);
            batch.Items.Count.ShouldBeLessThanOrEqualTo(500);
            seen += batch.Items.Count;
            (await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default)).ShouldBeEmpty();
        }

        SharedKafka.CommittedBy(client, group, topic, 1)[0].ShouldBe(count);
    }

    [Fact]
    public async Task A_batch_ends_with_the_record_that_fills_it()
    {
        var (topic, group) = (shared.Topic(1), shared.Name("group"));
        await ProduceAsync(topic, 50, keys: 5);
        await using var source = new KafkaTopicSource(shared.Client, new KafkaTopicOptions(topic, group) { MaxBytes = 20 }, TimeProvider.System);
        source.Join();
        await Until.TrueAsync("all is read", () => Task.FromResult(source.ReadUpTo(0) == 50));

        await using var batch = await source.ReceiveAsync(100, default);

        batch.Items.Sum(d => d.Body.Length + ((KafkaDelivery)d).KeyBytes!.Value.Length).ShouldBeInRange(20, 25);
    }

    [Fact]
    public async Task Those_a_partition_is_taken_from_are_told_after_the_limit_and_their_settlement_is_refused()
    {
        var (topic, group) = (shared.Topic(2), shared.Name("group"));
        var options = new KafkaTopicOptions(topic, group) { RevokeLimit = TimeSpan.FromMilliseconds(300) };
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "0");
        await SharedKafka.ProduceAsync(shared.Client, topic, 1, "y", "1");
        await using var one = new KafkaTopicSource(shared.Client, options, TimeProvider.System);
        one.Join();
        await Until.TrueAsync("both are read", () => Task.FromResult(one.ReadUpTo(0) == 1 && one.ReadUpTo(1) == 1));
        await using var batch = await one.ReceiveAsync(10, default);
        batch.Items.Count.ShouldBe(2);

        await using var other = new KafkaTopicSource(shared.Client, options, TimeProvider.System);
        other.Join();
        await Until.TrueAsync("one partition goes over", () => Task.FromResult(other.Partitions.Count == 1 && one.Partitions.Count == 1));

        var gone = batch.Items.Single(d => ((KafkaDelivery)d).Partition == other.Partitions[0]);
        gone.Lost.IsCancellationRequested.ShouldBeTrue();
        var lost = await one.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        lost.ShouldBe([gone]);
        var committed = SharedKafka.CommittedBy(shared.Client, group, topic, 2);
        committed[other.Partitions[0]].ShouldBe(0);
        committed[one.Partitions[0]].ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_stood_still_settles_nothing_of_others_and_works_again_when_it_goes_on()
    {
        var topic = shared.Topic(1);
        var options = new KafkaTopicOptions(topic, shared.Name("group"));
        using var client = new KafkaClient(shared.Client.Options with
        {
            Settings = new Dictionary<string, string> { ["session.timeout.ms"] = "2000", ["max.poll.interval.ms"] = "2000", ["heartbeat.interval.ms"] = "200" },
        });
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "0");
        await using var still = new KafkaTopicSource(client, options, TimeProvider.System);
        await using var stale = await SomeAsync(still);
        still.Freeze();
        await using (var other = new KafkaTopicSource(client, options, TimeProvider.System))
        {
            await using var fresh = await SomeAsync(other);
            (await still.SettleAsync(stale, Completed(stale), default)).ShouldBe(stale.Items);
            SharedKafka.CommittedBy(client, options.Group, topic, 1)[0].ShouldBe(0);
            (await other.SettleAsync(fresh, Completed(fresh), default)).ShouldBeEmpty();
        }

        still.Thaw();
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "1");
        await using var next = await SomeAsync(still);

        Encoding.UTF8.GetString(next.Items.ShouldHaveSingleItem().Body.Span).ShouldBe("1");
        (await still.SettleAsync(next, Completed(next), default)).ShouldBeEmpty();
        SharedKafka.CommittedBy(client, options.Group, topic, 1)[0].ShouldBe(2);
    }

    [Fact]
    public async Task The_gauges_tell_lag_and_offset()
    {
        var (topic, group) = (shared.Topic(1), shared.Name("group"));
        await ProduceAsync(topic, 10, keys: 10);
        await using var source = new KafkaTopicSource(shared.Client, new KafkaTopicOptions(topic, group), TimeProvider.System);
        source.Join();
        await Until.TrueAsync("all is read", () => Task.FromResult(source.ReadUpTo(0) == 10));
        await using (var batch = await source.ReceiveAsync(4, default))
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);

        var figures = Gauges.Read(topic, group);

        figures["kafka_consumer_offset"].ShouldBe(4);
        figures["kafka_consumer_lag"].ShouldBe(6);
    }

    private static Verdict[] Completed(Batch batch) => [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))];

    private static async Task<Batch> SomeAsync(KafkaTopicSource source)
    {
        var some = Batch.Empty;
        await Until.TrueAsync("something comes", async () => (some = await source.ReceiveAsync(10, default)).Items.Count > 0);
        return some;
    }

    private Work Open(string topic, string group, Handled handled) => new(
        shared.Client, new KafkaTopicOptions(topic, group) { MaxRecords = 50 }, (value, delivery, _) =>
        {
            handled.Add(delivery, value);
            return default;
        });

    private async Task ProduceAsync(string topic, int count, int keys) => await new KafkaSender(shared.Client, topic).SendAsync(
        [.. Enumerable.Range(0, count).Select(i => new OutgoingMessage(Encoding.UTF8.GetBytes($"{i}")) { Key = $"k{i % keys}" })], default);

    private Task DoneAsync(string topic, string group, int partitions, long count) => Until.TrueAsync(
        $"{count} are committed", () => Task.FromResult(SharedKafka.CommittedBy(shared.Client, group, topic, partitions).Values.Sum() == count));
}
