using System.Globalization;

namespace Penstock.Dev;

/// <summary>
/// The other end of <see cref="MockKafkaProcess"/>: a cluster in this process, steered a line at a time. For programs that are started
/// for nothing else, so that those beside it may be killed while it lives.
/// </summary>
public static class MockKafkaOrders
{
    /// <summary>Says where the cluster is, then obeys, and ends with its input.</summary>
    public static void Obey(TextReader input, TextWriter output)
    {
        using var cluster = new MockKafka();
        Say(output, cluster.Bootstrap);
        while (input.ReadLine() is { } line)
            Say(output, Answer(cluster, line));
    }

    private static string Answer(MockKafka cluster, string line)
    {
        try
        {
            Obey(cluster, line.Split(' '));
            return MockKafkaProcess.Done;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or FormatException)
        {
            return error.Message.ReplaceLineEndings(" ");
        }
    }

    private static void Obey(MockKafka cluster, string[] words)
    {
        switch (words)
        {
            case ["topic", var name, var partitions, var replicas]:
                cluster.CreateTopic(name, Number(partitions), Number(replicas));
                break;
            case ["down", var broker]:
                cluster.SetDown(Number(broker));
                break;
            case ["up", var broker]:
                cluster.SetUp(Number(broker));
                break;
            case ["errors", var api, .. var errors]:
                cluster.PushErrors((short)Number(api), [.. errors.Select(Number)]);
                break;
            case ["coordinator", var group, var broker]:
                cluster.SetCoordinator(group, Number(broker));
                break;
            default:
                throw new ArgumentException($"'{string.Join(' ', words)}' is unknown: topic NAME PARTITIONS REPLICAS, down N, up N, errors API CODE…, coordinator GROUP N.", nameof(words));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static void Say(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
