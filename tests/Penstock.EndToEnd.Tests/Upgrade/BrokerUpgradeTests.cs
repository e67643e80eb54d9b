using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Dev;
using Penstock.Kafka;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.EndToEnd.Tests;

public sealed class BrokerUpgradeTests
{
    private static readonly StreamOptions Stream = new("orders", "workers") { DeadStream = "orders:dead", TakeoverGrace = TimeSpan.Zero };

    [Theory, MemberData(nameof(OldData.All), MemberType = typeof(OldData))]
    public async Task A_stream_goes_on_and_what_the_dead_consumer_settles_is_refused(string version)
    {
        await using var server = await LoadRedisAsync(version);
        await using var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var pending = (await redis.CallAsync(new RedisCommand("XPENDING", "orders", "workers", "-", "+", 10), default)).Items;
        var held = pending.Where(p => p[1].Text!.StartsWith("old-", StringComparison.Ordinal)).Select(p => (Id: p[0].Text!, Consumer: p[1].Text!)).ToList();
        held.Count.ShouldBe(2);
        await using var source = new StreamSource(redis, Stream, TimeProvider.System);
        var batches = new List<Batch>();
        await Until.TrueAsync("all that is left comes", async () =>
        {
            batches.Add(await source.ReceiveAsync(100, default));
            return batches.Sum(b => b.Items.Count) >= 5;
        });

        // 1: somebody else has it.
        foreach (var (id, consumer) in held)
        {
            (await SettleAsync(redis, version, consumer, id, "done", id)).ShouldBe(1);
            (await SettleAsync(redis, version, consumer, id, "dead", id, "1", "late", "late")).ShouldBe(1);
        }

        var items = batches.SelectMany(b => b.Items).ToList();
        items.Select(Done.Body).ShouldBe(["failed-1", "held-1", "held-2", "new-1", "new-2"], ignoreOrder: true);
        items.Single(d => Done.Body(d) == "failed-1").Failures.ShouldBe(1);
        items.ShouldAllBe(d => d.Headers["tenant"] == "7");
        foreach (var batch in batches)
            (await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default)).ShouldBeEmpty();
        (await new StreamView(redis, Stream).ReadAsync(default)).ShouldBe(new StreamFigures(0, 0, 0, 0, null, 2));
    }

    [Theory, MemberData(nameof(OldData.All), MemberType = typeof(OldData))]
    public async Task What_the_consumer_settles_holds_as_long_as_nobody_has_taken_over(string version)
    {
        await using var server = await LoadRedisAsync(version);
        await using var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var pending = (await redis.CallAsync(new RedisCommand("XPENDING", "orders", "workers", "-", "+", 10), default)).Items;
        var held = pending.First(p => p[1].Text!.StartsWith("old-", StringComparison.Ordinal));

        (await SettleAsync(redis, version, held[1].Text!, held[0].Text!, "done", held[0].Text!)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(OldData.All), MemberType = typeof(OldData))]
    public async Task A_dead_stream_is_listed_and_goes_back(string version)
    {
        await using var server = await LoadRedisAsync(version);
        await using var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var home = new DeadStreamHome(redis, new DeadStreamOptions("orders:dead", "orders", "work"));

        var letters = (await home.ListAsync(new LetterFilter(), default)).Letters;
        letters.Select(l => (l.Reason.Type, l.Reason.Message, l.Failures)).ShouldBe(
            [("RejectedException", "Refused is dead-1.", 1), ("RejectedException", "Refused is dead-2.", 1)], ignoreOrder: true);
        (await home.ReplayAsync(new ReplayRequest(new LetterFilter { Match = "Refused is dead", Limit = 1 }, "bob"), _ => { }, default)).Done.ShouldBe(1);
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(1);
        (await redis.CallAsync(new RedisCommand("XREVRANGE", "orders", "+", "-", "COUNT", 1), default))[0][1][1].Text.ShouldBe("dead-1");
    }

    [Theory, MemberData(nameof(OldData.All), MemberType = typeof(OldData))]
    public async Task A_group_goes_on_at_its_offset_and_a_dead_topic_is_listed_and_goes_back(string version)
    {
        using var cluster = new MockKafka();
        using var kafka = new KafkaClient(new KafkaOptions(cluster.Bootstrap)
        {
            Settings = KafkaOptions.ParseSettings("session.timeout.ms=2000;heartbeat.interval.ms=200"),
        });
        await LoadKafkaAsync(cluster, version);
        var done = new Done();
        using var host = new HostBuilder().ConfigureServices(services => services.AddKafka(kafka).AddPipeline("work", work => work
            .FromKafka(new KafkaTopicOptions("orders", "workers")).Each(Done.Body, done.HandleAsync).DeadLetters(_ => new KafkaDeadLetters(kafka, "orders.dead", TimeProvider.System)))).Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await done.UntilAsync(2);
        done.Bodies.ShouldBe(["o-5", "o-6"]);

        var home = new DeadTopicHome(kafka, new DeadTopicOptions("orders.dead", "orders", "work"), TimeProvider.System);
        var letter = (await home.ListAsync(new LetterFilter(), default)).Letters.ShouldHaveSingleItem();
        (letter.Pipeline, letter.Origin, letter.Key, letter.Reason.Message, letter.Failures).ShouldBe(("work", "orders/0/3", "k0", "Refused is o-4.", 1));
        (await home.ReplayAsync(new ReplayRequest(new LetterFilter(), "bob"), _ => { }, default)).Done.ShouldBe(1);
        await done.UntilAsync(3);

        done.Bodies.ShouldBe(["o-5", "o-6", "o-4"]);
        done.Find("o-4").Headers.ShouldBe(new Dictionary<string, string> { ["tenant"] = "7" });
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(0);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<RedisServer> LoadRedisAsync(string version)
    {
        var server = await RedisServer.CreateAsync();
        await using var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        foreach (var line in OldData.Text(version, "redis.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = JsonSerializer.Deserialize<string[]>(line)!;
            await redis.CallAsync(new RedisCommand(words[0], [.. words.Skip(1).Select(w => (RedisArgument)w)]), default);
        }

        return server;
    }

    // As the other version's script is called: keys, who asks, the lease, the time of failure, the range, the verdict.
    private static async Task<long> SettleAsync(RedisClient redis, string version, string consumer, string id, params string[] verdict)
    {
        string[] keys = ["orders", "orders:workers:waiting", "orders:workers:failures", "orders:workers:deaths", "orders:workers:owners", "orders:dead"];
        string[] words = [OldData.Text(version, "settle.lua"), $"{keys.Length}", .. keys, "workers", consumer, "penstock-waiting", "10000", "2026-01-01T00:00:00Z", id, id, "1", .. verdict];
        return (await redis.CallAsync(new RedisCommand("EVAL", [.. words.Select(w => (RedisArgument)w)]), default))[0].Integer;
    }

    private static async Task LoadKafkaAsync(MockKafka cluster, string version)
    {
        using var state = JsonDocument.Parse(OldData.Text(version, "kafka.json"));
        using var producer = new ProducerBuilder<string, string>(new Dictionary<string, string> { ["bootstrap.servers"] = cluster.Bootstrap }).Build();
        foreach (var topic in state.RootElement.GetProperty("topics").EnumerateObject())
        {
            cluster.CreateTopic(topic.Name, 1);
            foreach (var record in topic.Value.EnumerateArray())
                await producer.ProduceAsync(topic.Name, MessageOf(record));
        }

        var committed = state.RootElement.GetProperty("committed");
        var offset = new TopicPartitionOffset(committed.GetProperty("topic").GetString(), 0, committed.GetProperty("offset").GetInt64());
        using var group = new ConsumerBuilder<string, string>(new Dictionary<string, string>
        {
            ["bootstrap.servers"] = cluster.Bootstrap, ["group.id"] = committed.GetProperty("group").GetString()!, ["enable.auto.commit"] = "false",
        }).Build();
        group.Commit([offset]);
    }

    private static Message<string, string> MessageOf(JsonElement record)
    {
        var headers = new Headers();
        foreach (var header in record.GetProperty("headers").EnumerateObject())
            headers.Add(header.Name, Encoding.UTF8.GetBytes(header.Value.GetString()!));
        return new Message<string, string> { Key = record.GetProperty("key").GetString()!, Value = record.GetProperty("value").GetString()!, Headers = headers };
    }
}
