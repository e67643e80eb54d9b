using System.Diagnostics;
using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka.Tests;

public sealed class KafkaSenderTests(SharedKafka shared)
{
    [Fact]
    public async Task What_was_sent_is_there_with_key_headers_and_order()
    {
        var topic = shared.Topic(4);
        var messages = Enumerable.Range(0, 300).Select(i => Message($"m{i}") with
        {
            Key = $"key-{i % 7}", Headers = new Dictionary<string, string> { ["kind"] = "test" },
        }).ToList();

        await new KafkaSender(shared.Client, topic).SendAsync(messages, default);

        var read = TopicEye.ReadAll(shared.Client, topic);
        read.Count.ShouldBe(300);
        foreach (var key in read.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)))
        {
            var values = key.OrderBy(r => r.Offset.Value).Select(r => int.Parse(Encoding.UTF8.GetString(r.Message.Value!)[1..])).ToList();
            values.ShouldBe(values.Order());
            key.Select(r => r.Partition.Value).Distinct().Count().ShouldBe(1);
        }

        read.ShouldAllBe(r => r.Message.Headers.Find("kind") == "test");
    }

    [Fact]
    public async Task An_oversize_message_is_rejected_before_anything_is_sent()
    {
        var topic = shared.Topic(1);
        var sender = new KafkaSender(shared.Client, topic);

        var error = await Should.ThrowAsync<RejectedException>(() => sender.SendAsync([Message("small"), new OutgoingMessage(new byte[1_000_001])], default).AsTask());

        error.Message.ShouldContain("1,000,000 bytes (message.max.bytes)");
        TopicEye.ReadAll(shared.Client, topic).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_fails_does_not_hide_the_others()
    {
        var topic = shared.Topic(1);

        var outcomes = await new KafkaSender(shared.Client, topic).SendEachAsync([Message("a"), new OutgoingMessage(new byte[1_000_001]), Message("b")], default);

        outcomes.Select(o => o?.GetType()).ShouldBe([null, typeof(RejectedException), null]);
        TopicEye.ReadAll(shared.Client, topic).Select(r => Encoding.UTF8.GetString(r.Message.Value!)).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task The_current_trace_goes_along_unless_the_message_brings_its_own()
    {
        var topic = shared.Topic(1);
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        await new KafkaSender(shared.Client, topic).SendAsync(
            [Message("a"), Message("b") with { Headers = new Dictionary<string, string> { ["traceparent"] = "00-own" } }], default);

        TopicEye.ReadAll(shared.Client, topic).Select(r => r.Message.Headers.Find("traceparent")).ShouldBe([activity.Id, "00-own"]);
    }

    [Fact]
    public void An_unknown_option_is_named()
    {
        using var client = new KafkaClient(new KafkaOptions("127.0.0.1:1") { Settings = KafkaOptions.ParseSettings("linger.ms=5; lingr.ms=5") });
        Should.Throw<ArgumentException>(() => client.Producer).Message.ShouldContain("lingr.ms");
    }

    [Fact]
    public void An_option_that_would_break_a_promise_is_refused()
    {
        using var client = new KafkaClient(new KafkaOptions("127.0.0.1:1") { Settings = KafkaOptions.ParseSettings("acks=1") });
        Should.Throw<ArgumentException>(() => client.Producer).Message.ShouldBe("The Kafka option acks=1 can't be set: Penstock's promises rest on its own value.");
    }

    private static OutgoingMessage Message(string text) => new(Encoding.UTF8.GetBytes(text));
}
