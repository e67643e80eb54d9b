using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>The mock can't be asked to make topics, nor for their settings: it makes a topic that somebody asks for.</summary>
public sealed class KafkaTopicsTests(SharedKafka shared)
{
    [Fact]
    public async Task What_is_there_is_left_as_it_is()
    {
        var topic = shared.Topic(2);
        (await new KafkaTopics(shared.Client).EnsureAsync([new TopicSpec(topic, 12, 3)], default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_checks_name_what_is_missing_and_what_is_too_small()
    {
        var (good, small) = (shared.Topic(4), shared.Topic(2));

        var checks = await new KafkaChecks(shared.Client, [new TopicSpec(good, 4, 3), new TopicSpec(small, 4, 3), new TopicSpec("nobody-made-it", 4, 3)]).AllAsync(default);

        checks.Select(c => c.Outcome).ShouldBe(
            [KafkaCheckOutcome.Ok, KafkaCheckOutcome.Ok, KafkaCheckOutcome.Ok, KafkaCheckOutcome.Warning, KafkaCheckOutcome.Warning]);
        checks[1].Found.ShouldContain("3 brokers");
        checks[3].Found.ShouldBe("2 partitions");
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_a_failure_with_a_remedy()
    {
        using var client = new KafkaClient(new KafkaOptions($"127.0.0.1:{LoopbackPort.Free()}"));

        var checks = await new KafkaChecks(client, []).AllAsync(default);

        checks[^1].Outcome.ShouldBe(KafkaCheckOutcome.Failed);
        checks[^1].Remedy!.ShouldContain("KAFKA_BOOTSTRAP_SERVERS");
    }

    [Fact]
    public async Task A_cluster_in_a_process_of_its_own_is_steered_from_here()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Penstock.MockKafka");
        await using var cluster = await MockKafkaProcess.StartAsync(program);
        await cluster.CreateTopicAsync("t", 1);
        using var client = new KafkaClient(new KafkaOptions(cluster.Bootstrap));
        await new KafkaSender(client, "t").SendAsync([new OutgoingMessage("a"u8.ToArray())], default);

        TopicEye.ReadAll(client, "t").Count.ShouldBe(1);
        for (var broker = 1; broker <= 3; broker++)
            await cluster.SetDownAsync(broker);
        await Until.TrueAsync("nobody answers", async () => !await client.IsHealthyAsync(default));
        for (var broker = 1; broker <= 3; broker++)
            await cluster.SetUpAsync(broker);
        await Until.TrueAsync("they answer again", async () => await client.IsHealthyAsync(default));
        (await Should.ThrowAsync<InvalidOperationException>(() => cluster.CreateTopicAsync("t", 1))).Message.ShouldContain("topic t 1 3");
    }
}
