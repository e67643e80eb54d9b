using Penstock.Dev;

namespace Penstock.Kafka.Tests;

/// <summary>Keys that wait behind their dead letters, on the cluster that librdkafka plays: groups and offsets are real, replicas there are none.</summary>
public sealed class FollowersTests(SharedKafka shared)
{
    private static readonly PipelineOptions Waiting = Work.Quick with { Followers = Followers.Wait, Retry = new RetryOptions { MaxAttempts = 1 } };

    [Theory]
    [InlineData(LetterDecision.Replay, new[] { "1", "3", "0", "2" })]
    [InlineData(LetterDecision.Discard, new[] { "1", "3", "2" })]
    public async Task The_followers_of_a_parked_head_wait_until_it_is_decided_upon_and_the_offset_with_them(LetterDecision decision, string[] expected)
    {
        var (topic, group, handled) = (shared.Topic(1), shared.Name("group"), new Handled());
        var isMended = false;
        await ProduceAsync(topic);
        await using var work = Open(topic, group, handled, value => value == "0" && !Volatile.Read(ref isMended));
        await handled.ReachAsync(2, "the other key goes on");
        await Until.TrueAsync("the head is parked", () => Task.FromResult(work.Letters.Unresolved.Count == 1));
        handled.All.Select(h => h.Value).ShouldBe(["1", "3"]);
        SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0].ShouldBe(0);

        Volatile.Write(ref isMended, true);
        work.Letters.Resolve("work", $"{topic}/0/0", decision).ShouldBeTrue();

        await handled.ReachAsync(expected.Length, "all that is to be handled is");
        handled.All.Select(h => h.Value).ShouldBe(expected);
        await Until.TrueAsync("all is committed", () => Task.FromResult(SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0] == 4));
    }

    [Fact]
    public async Task The_next_process_finds_the_head_undecided_and_waits_too()
    {
        var (topic, group, handled) = (shared.Topic(1), shared.Name("group"), new Handled());
        await ProduceAsync(topic);
        await using (var first = Open(topic, group, handled, value => value == "0"))
            await Until.TrueAsync("the head is parked", () => Task.FromResult(first.Letters.Unresolved.Count == 1));

        await using var next = Open(topic, group, handled, value => value == "0");
        await Until.TrueAsync("the head is parked again", () => Task.FromResult(next.Letters.Unresolved.Count == 1));
        handled.All.Select(h => h.Value).ShouldNotContain("2");
        SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0].ShouldBeLessThanOrEqualTo(0);
    }

    private Work Open(string topic, string group, Handled handled, Func<string, bool> isPoison) =>
        new Work(shared.Client, new KafkaTopicOptions(topic, group), (value, delivery, _) =>
        {
            if (isPoison(value))
                throw new InvalidOperationException("poison");
            handled.Add(delivery, value);
            return default;
        }, Waiting).Start();

    private async Task ProduceAsync(string topic)
    {
        foreach (var (key, value) in new[] { ("x", "0"), ("y", "1"), ("x", "2"), ("y", "3") })
            await SharedKafka.ProduceAsync(shared.Client, topic, 0, key, value);
    }
}
