using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Penstock.Dev;
using Penstock.Kafka;

namespace Penstock.Cli.Tests;

public sealed class TopicLettersTests : IDisposable
{
    private const string Work = "work";
    private const string Dead = "work_dead";
    private const int Partitions = 2;

    private readonly TemporaryFolder folder = new();
    private readonly MockKafka cluster;
    private readonly KafkaClient client;

    public TopicLettersTests()
    {
        cluster = new MockKafka();
        cluster.CreateTopic(Work, Partitions);
        cluster.CreateTopic(Dead, Partitions);
        client = new KafkaClient(new KafkaOptions(cluster.Bootstrap));
    }

    [Fact]
    public async Task Letters_of_a_topic_are_listed_shown_and_sent_back()
    {
        await ParkAsync(Letter(1, Work), Letter(2, Work), Letter(3, Work));
        var listed = (await RunAsync("dlq list --json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        listed.Select(l => l.GetProperty("origin").GetString()).Order().ShouldBe(["work/0/1", "work/0/2", "work/0/3"]);

        var id = listed.Single(l => l.GetProperty("origin").GetString() == "work/0/2").GetProperty("id").GetInt64();
        var shown = (await RunAsync($"dlq show {id}")).Output;
        shown.ShouldContain("of worker, parked");
        shown.ShouldContain("back to   kafka:work");
        shown.ShouldContain("error     RejectedException: Number 2 is refused.");
        shown.ShouldContain("header    kind: test");

        (await RunAsync("dlq replay --match work/0/2 --yes")).ShouldBe(new(
            0, $"1 of 1 letters are back, 0 could not be, 0 were resolved already, 0 are left.{Environment.NewLine}", ""));
        (await RunAsync("dlq replay --all --yes")).Output.ShouldStartWith("2 of 2 letters are back");
        (await RunAsync("dlq list")).Output.ShouldBe($"No dead letters.{Environment.NewLine}");
        Back().Order().ShouldBe(["body 1", "body 2", "body 3"]);
    }

    [Fact]
    public async Task A_letter_that_does_not_say_where_it_came_from_goes_back_to_the_topic_that_is_named()
    {
        await ParkAsync(Letter(1, from: null));
        var refused = await RunAsync("dlq replay --all --yes");
        refused.Code.ShouldBe(1);
        refused.Output.ShouldStartWith("0 of 1 letters are back, 1 could not be");
        (await RunAsync($"dlq replay --all --yes --topic {Work}")).Output.ShouldStartWith("1 of 1 letters are back");
        Back().ShouldBe(["body 1"]);
    }

    [Fact]
    public async Task What_can_not_be_read_is_told_in_a_sentence()
    {
        (await CommandLine.RunAsync(folder, "dlq", "list", "--dead-topic", Dead)).ShouldRefuse(
            $"--dead-topic is '{Dead}', and no brokers are named: --kafka or KAFKA_BOOTSTRAP_SERVERS is needed.");
        (await CommandLine.RunAsync(folder, "dlq", "list", "--dead-topic", "typo", "--kafka", cluster.Bootstrap)).ShouldBe(new(
            1, "", $"penstock: typo on {cluster.Bootstrap} can't be read now: there is no such topic.{Environment.NewLine}"));
        (await CommandLine.RunAsync(folder, "dlq", "list", "--dead-topic", Dead, "--kafka", "127.0.0.1:1")).ShouldBe(new(
            1, "", $"penstock: 127.0.0.1:1 can't be reached, or refuses the log-in.{Environment.NewLine}"));
        (await RunAsync("dlq edit 1 --body x")).ShouldRefuse(
            "A record of a topic can't be changed: export it, send it anew mended, then discard the letter.");
    }

    public void Dispose()
    {
        client.Dispose();
        cluster.Dispose();
        folder.Dispose();
    }

    private Task<CommandLine> RunAsync(string line) => CommandLine.RunAsync(
        folder, new() { ["USER"] = "ann", ["KAFKA_BOOTSTRAP_SERVERS"] = cluster.Bootstrap }, [.. line.Split(' '), "--dead-topic", Dead]);

    private async Task ParkAsync(params OutgoingMessage[] letters) => await new KafkaSender(client, Dead).SendAsync(letters, TestContext.Current.CancellationToken);

    private static OutgoingMessage Letter(int n, string? from)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["kind"] = "test",
            ["penstock-dead-pipeline"] = "worker",
            ["penstock-dead-origin"] = $"{Work}/0/{n}",
            ["penstock-dead-reason-type"] = "RejectedException",
            ["penstock-dead-reason"] = $"Number {n} is refused.",
        };
        if (from is not null)
            headers["penstock-dead-topic"] = from;
        return new OutgoingMessage(Encoding.UTF8.GetBytes($"body {n}")) { Key = $"k{n}", Headers = headers };
    }

    // By an eye that shares nothing with what is tested.
    private List<string> Back()
    {
        using var eye = new ConsumerBuilder<Ignore, string>(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["bootstrap.servers"] = cluster.Bootstrap, ["group.id"] = "eye", ["enable.auto.commit"] = "false", ["enable.partition.eof"] = "true",
        }).Build();
        eye.Assign(Enumerable.Range(0, Partitions).Select(p => new TopicPartitionOffset(Work, p, Offset.Beginning)));
        var found = new List<string>();
        for (var ended = 0; ended < Partitions;)
        {
            var one = eye.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{Work} can't be read to its end.");
            if (one.IsPartitionEOF)
                ended++;
            else
                found.Add(one.Message.Value);
        }

        return found;
    }
}
