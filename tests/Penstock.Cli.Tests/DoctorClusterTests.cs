using Penstock.Dev;
using Penstock.Kafka;
using Penstock.Testing;
using Penstock.Workers.Chat;

namespace Penstock.Cli.Tests;

public sealed class DoctorClusterTests
{
    [Fact]
    public async Task The_doctor_says_whether_the_cluster_is_fit_for_the_chats_topics()
    {
        using var folder = new TemporaryFolder();
        using var cluster = new MockKafka();
        cluster.CreateTopic(ChatTopicNames.MessageProcessing, 50);
        cluster.CreateTopic(ChatTopicNames.MessageStatusUpdates, 2);
        cluster.CreateTopic(ChatTopicNames.WhatsAppOutgoing, 50, replicas: 1);

        var run = await CommandLine.RunAsync(folder, "doctor", "--json", "--kafka", cluster.Bootstrap);
        run.Code.ShouldBe(0, run.Output);
        var lines = run.Output.Split('\n');
        lines.ShouldContain(l => l.StartsWith("""{"check":"librdkafka","outcome":"ok",""", StringComparison.Ordinal));
        lines.ShouldContain($$"""{"check":"Kafka","outcome":"ok","found":"{{cluster.Bootstrap}} answers: 3 brokers, 3 topics","remedy":null}""");
        lines.ShouldContain("""{"check":"topic message_processing","outcome":"ok","found":"50 partitions, 3 replicas","remedy":null}""");
        lines.ShouldContain(
            """{"check":"topic message_status_updates","outcome":"warning","found":"2 partitions","remedy":"50 are meant: so many processes of a group can share it"}""");
        lines.ShouldContain("""{"check":"topic whatsapp_outgoing","outcome":"warning","found":"50 partitions, 1 replicas","remedy":"3 replicas are meant"}""");
        lines.ShouldContain("""{"check":"topic instagram_outgoing","outcome":"warning","found":"not there yet","remedy":"a worker's start makes it"}""");
    }

    [Fact]
    public async Task A_cluster_that_is_away_or_an_option_that_is_none_is_a_failure_with_its_remedy()
    {
        using var folder = new TemporaryFolder();
        Dictionary<string, string> environment = new() { ["KAFKA_BOOTSTRAP_SERVERS"] = "127.0.0.1:1" };
        var away = await CommandLine.RunAsync(folder, environment, ["doctor", "--json"]);
        away.Code.ShouldBe(1);
        away.Output.ShouldContain("""{"check":"Kafka","outcome":"failed","found":"127.0.0.1:1 can""");

        environment["KAFKA_OPTIONS"] = "no.such.option=1";
        var wrong = await CommandLine.RunAsync(folder, environment, ["doctor", "--json"]);
        wrong.Code.ShouldBe(1);
        wrong.Output.ShouldContain("no.such.option");
        wrong.Output.ShouldContain("correct KAFKA_OPTIONS or --kafka-options");
    }

    [Fact]
    public async Task Without_brokers_it_says_nothing_of_them()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, "doctor", "--json")).Output.ShouldNotContain("afka");
    }
}
