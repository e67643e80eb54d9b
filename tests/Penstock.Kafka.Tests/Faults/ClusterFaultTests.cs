using System.Text;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>A cluster that is hurt: each test has its own, so that nobody else feels it.</summary>
public sealed class ClusterFaultTests : IDisposable
{
    private const int Count = 400;

    private readonly MockKafka cluster;
    private readonly KafkaClient client;
    private readonly Handled handled = new();

    public ClusterFaultTests()
    {
        cluster = new MockKafka();
        client = new KafkaClient(new KafkaOptions(cluster.Bootstrap) { Settings = KafkaOptions.ParseSettings("session.timeout.ms=2000;heartbeat.interval.ms=200") });
        cluster.CreateTopic("t", 3);
    }

    public void Dispose()
    {
        client.Dispose();
        cluster.Dispose();
    }

    [Fact]
    public async Task With_all_brokers_down_work_waits_nothing_is_counted_and_it_goes_on_soon_after()
    {
        var away = false;
        await SendAsync(0, Count);
        await using var work = Open(_ => Volatile.Read(ref away)).Start();
        await handled.ReachAsync(10, "work flows");

        Volatile.Write(ref away, true);
        Each(cluster.SetDown);
        await Until.TrueAsync("the pipeline says that it waits", () => Task.FromResult(work.Pipeline.WaitsFor is not null));
        work.Letters.Unresolved.ShouldBeEmpty();

        Each(cluster.SetUp);
        Volatile.Write(ref away, false);
        var backAt = TimeProvider.System.GetTimestamp();
        await SendAsync(Count, Count + 10);
        await handled.ReachAsync(Count + 10, "all are handled");
        await DoneAsync(Count + 10);

        TimeProvider.System.GetElapsedTime(backAt).ShouldBeLessThan(TimeSpan.FromSeconds(15));
        work.Letters.Unresolved.ShouldBeEmpty();
        handled.ShouldBeInOrder();
    }

    [Fact]
    public async Task One_broker_down_stops_nothing_for_good()
    {
        await SendAsync(0, Count);
        await using var work = Open().Start();
        await handled.ReachAsync(10, "work flows");
        cluster.SetDown(1);
        await Until.TrueAsync("partitions have moved", () =>
        {
            for (var p = 0; p < 3; p++)
                cluster.SetLeader("t", p, 2 + (p % 2));
            return Task.FromResult(true);
        });
        cluster.SetCoordinator("group", 2);
        await ShouldGoOnAsync(work);
    }

    [Fact]
    public async Task Errors_of_every_kind_of_request_lose_nothing()
    {
        await SendAsync(0, Count);
        // NOT_LEADER, COORDINATOR_LOAD_IN_PROGRESS, NOT_COORDINATOR, REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION, REQUEST_TIMED_OUT, UNKNOWN_MEMBER_ID.
        cluster.PushErrors(1, 6, 6, 7);
        cluster.PushErrors(10, 15, 15);
        cluster.PushErrors(9, 14, 16);
        await using var work = Open().Start();
        await handled.ReachAsync(10, "work flows");
        cluster.PushErrors(8, 14, 16, 27, 22, 7);
        cluster.PushErrors(12, 16, 27, 25);
        cluster.PushErrors(0, 6, 7, 19);
        await ShouldGoOnAsync(work);
    }

    [Fact]
    public async Task Refused_for_long_by_its_group_a_member_gives_up_what_it_holds_and_joins_anew()
    {
        // ILLEGAL_GENERATION, for longer than a rebalance lasts.
        cluster.PushErrors(8, [.. Enumerable.Repeat(22, 10_000)]);
        await SendAsync(0, 30);
        await using var work = Open().Start();

        await handled.ReachAsync(30, "all are handled");
        // What can't be committed is somebody else's for all we know: it is done again.
        await Until.TrueAsync("some is done again", () => Task.FromResult(handled.All.Count > 30));
        cluster.ClearErrors(8);
        await DoneAsync(30);
        work.Letters.Unresolved.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_settled_while_its_partition_goes_over_is_lost_or_committed(bool fails)
    {
        cluster.CreateTopic("two", 2);
        for (var p = 0; p < 2; p++)
            await SharedKafka.ProduceAsync(client, "two", p, $"k{p}", $"{p}");
        var options = new KafkaTopicOptions("two", "pair");
        await using var one = new KafkaTopicSource(client, options, TimeProvider.System);
        one.Join();
        await Until.TrueAsync("both are read", () => Task.FromResult(one.ReadUpTo(0) == 1 && one.ReadUpTo(1) == 1));
        await using var batch = await one.ReceiveAsync(10, default);
        await using var other = new KafkaTopicSource(client, options, TimeProvider.System);
        other.Join();
        await Until.TrueAsync("one partition is to go over", () => Task.FromResult(one.IsLeaving(0) || one.IsLeaving(1)));
        var leaving = batch.Items.Single(d => one.IsLeaving(((KafkaDelivery)d).Partition));
        if (fails)
            cluster.PushErrors(8, [.. Enumerable.Repeat(28, 1_000)]);

        // INVALID_COMMIT_OFFSET_SIZE: nothing to try again, and no reason to leave the group.
        var lost = await one.SettleAsync(batch, [new Verdict(leaving, Settlement.Complete.Instance)], default);

        var committed = SharedKafka.CommittedBy(client, "pair", "two", 2)[((KafkaDelivery)leaving).Partition];
        if (fails)
            (committed, lost.Count).ShouldBe((0, 1));
        else if (lost.Count == 0)
            committed.ShouldBe(1);
        // Else the cluster refused one commit since it rebalanced, and perhaps took the next: what was refused counts as lost.
    }

    [Fact]
    public async Task A_coordinator_that_moves_is_followed()
    {
        await using var work = Open().Start();
        for (var broker = 1; broker <= 3; broker++)
        {
            cluster.SetCoordinator("group", broker);
            await SendAsync((broker - 1) * 100, broker * 100);
            await handled.ReachAsync(broker * 100, $"with broker {broker} as the coordinator all are handled");
        }

        await DoneAsync(300);
        handled.ShouldBeInOrder();
    }

    [Fact]
    public async Task A_sender_whose_cluster_is_away_says_so_and_sends_when_it_is_back()
    {
        using var quick = new KafkaClient(client.Options with { Settings = KafkaOptions.ParseSettings("message.timeout.ms=1500;socket.timeout.ms=1000") });
        var sender = new KafkaSender(quick, "t");
        await sender.SendAsync([Message(0)], default);
        Each(cluster.SetDown);

        var error = await Should.ThrowAsync<Confluent.Kafka.KafkaException>(() => sender.SendAsync([Message(1), Message(2)], default).AsTask());
        new KafkaFaults().Classify(error).ShouldBe(Blame.Dependency);
        (await quick.IsHealthyAsync(default)).ShouldBeFalse();

        Each(cluster.SetUp);
        await Until.TrueAsync("the probe sees it", async () => await quick.IsHealthyAsync(default));
        await sender.SendAsync([Message(1), Message(2)], default);
        var read = TopicEye.ReadAll(client, "t").Select(r => Encoding.UTF8.GetString(r.Message.Value!)).ToList();
        read.Distinct().Order().ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task Order_and_number_survive_answers_that_are_lost()
    {
        cluster.CreateTopic("one", 1);
        // NOT_ENOUGH_REPLICAS_AFTER_APPEND and REQUEST_TIMED_OUT: it may be there, or not.
        cluster.PushErrors(0, 20, 7, 20);

        await new KafkaSender(client, "one").SendAsync([.. Enumerable.Range(0, 200).Select(i => Message(i) with { Key = "k" })], default);

        TopicEye.ReadAll(client, "one").Select(r => int.Parse(Encoding.UTF8.GetString(r.Message.Value!))).Distinct().ShouldBe(Enumerable.Range(0, 200));
    }

    [Fact]
    public async Task A_topic_that_refuses_us_is_the_destinations_fault()
    {
        cluster.PushErrors(0, 29);

        var error = await Should.ThrowAsync<DestinationException>(() => new KafkaSender(client, "t").SendAsync([Message(0)], default).AsTask());

        error.Message.ShouldContain("TopicAuthorizationFailed");
    }

    private static void Each(Action<int> what)
    {
        for (var broker = 1; broker <= 3; broker++)
            what(broker);
    }

    private Work Open(Func<string, bool>? fails = null) => new(client, new KafkaTopicOptions("t", "group") { MaxRecords = 20 }, (value, delivery, _) =>
    {
        if (fails?.Invoke(value) == true)
            throw new TimeoutException("The effect's store is the same cluster.");
        handled.Add(delivery, value);
        return default;
    });

    // As many come again, and all are done in their order.
    private async Task ShouldGoOnAsync(Work work)
    {
        await SendAsync(Count, Count * 2);
        await handled.ReachAsync(Count * 2, "all are handled");
        await DoneAsync(Count * 2);
        handled.ShouldBeInOrder();
        work.Letters.Unresolved.ShouldBeEmpty();
    }

    private static OutgoingMessage Message(int i) => new(Encoding.UTF8.GetBytes($"{i}")) { Key = $"k{i % 10}" };

    private async Task SendAsync(int from, int to) =>
        await new KafkaSender(client, "t").SendAsync([.. Enumerable.Range(from, to - from).Select(Message)], default);

    private Task DoneAsync(long count) => Until.TrueAsync(
        $"{count} are committed", () => Task.FromResult(SharedKafka.CommittedBy(client, "group", "t", 3).Values.Sum() == count));
}
