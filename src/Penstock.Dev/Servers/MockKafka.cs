using System.Runtime.InteropServices;

namespace Penstock.Dev;

/// <summary>
/// A Kafka cluster that librdkafka plays in this process: real protocol, on ports of 127.0.0.1, to which other processes may connect
/// too. It keeps at most 5 MB and 100,000 records a partition, in memory; it knows no access control, and no aborted transactions.
/// </summary>
public sealed class MockKafka : IDisposable
{
    private const int Producer = 0;
    private const int ErrorBytes = 512;

    private readonly MockKafkaLibrary library = MockKafkaLibrary.Shared;
    private readonly nint handle;
    private readonly nint cluster;
    private int disposed;

    /// <param name="brokers">1 to 10.</param>
    /// <param name="rebalanceDelay">How long a new group waits for further members. Kafka's own default is 3 seconds.</param>
    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public MockKafka(int brokers = 3, TimeSpan? rebalanceDelay = null)
    {
        handle = Create(("bootstrap.servers", "mock"), ("test.mock.num.brokers", $"{brokers}"), ("log_level", "0"));
        cluster = library.MockCluster(handle);
        library.RebalanceDelay(cluster, (int)(rebalanceDelay ?? TimeSpan.FromMilliseconds(50)).TotalMilliseconds);
        Bootstrap = Marshal.PtrToStringUTF8(library.Bootstraps(cluster))!;
    }

    /// <summary>Such as <c>127.0.0.1:40123,127.0.0.1:40124</c>.</summary>
    public string Bootstrap { get; }

    /// <exception cref="InvalidOperationException">It is there already.</exception>
    public void CreateTopic(string topic, int partitions, int replicas = 3) =>
        Check(library.TopicCreate(cluster, topic, partitions, replicas), $"topic {topic}");

    /// <summary>Connections break, and new ones are refused.</summary>
    /// <param name="broker">From 1.</param>
    public void SetDown(int broker) => Check(library.SetDown(cluster, broker), $"broker {broker} down");

    public void SetUp(int broker) => Check(library.SetUp(cluster, broker), $"broker {broker} up");

    /// <summary>The next requests of a kind are answered with these errors, one each.</summary>
    /// <param name="api">As the protocol numbers them: 0 produce, 1 fetch, 8 offset commit, 9 offset fetch, 10 find coordinator, 11 join group, 12 heartbeat.</param>
    /// <param name="errors">As the protocol numbers them.</param>
    public void PushErrors(short api, params int[] errors) => library.PushErrors(cluster, api, (nuint)errors.Length, errors);

    public void ClearErrors(short api) => library.ClearErrors(cluster, api);

    /// <summary>The group's coordinator is that broker from now on.</summary>
    public void SetCoordinator(string group, int broker) => Check(library.SetCoordinator(cluster, "group", group, broker), $"coordinator of {group}");

    public void SetLeader(string topic, int partition, int broker) => Check(library.SetLeader(cluster, topic, partition, broker), $"leader of {topic}");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 0)
            library.Destroy(handle);
    }

    private nint Create(params (string Name, string Value)[] settings)
    {
        var (conf, error) = (library.NewConf(), new byte[ErrorBytes]);
        foreach (var (name, value) in settings)
        {
            if (library.SetConf(conf, name, value, error, ErrorBytes) != 0)
                throw new InvalidOperationException($"librdkafka does not take {name}={value}: {Text(error)}");
        }

        var created = library.New(Producer, conf, error, ErrorBytes);
        return created != 0 ? created : throw new InvalidOperationException($"librdkafka's mock cluster does not start: {Text(error)}");
    }

    private static string Text(byte[] error) => System.Text.Encoding.UTF8.GetString(error).TrimEnd('\0');

    private static void Check(int code, string what)
    {
        if (code != 0)
            throw new InvalidOperationException($"The mock cluster refused ({what}): error {code}.");
    }
}
