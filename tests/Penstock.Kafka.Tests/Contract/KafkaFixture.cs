using System.Text;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>A topic and a group of their own; each source opened is a member.</summary>
/// <param name="shared">The cluster.</param>
/// <param name="partitions">One: it is the first member's until that one is gone.</param>
internal sealed class KafkaFixture(SharedKafka shared, int partitions) : ISourceFixture
{
    private readonly string topic = shared.Topic(partitions);
    private readonly string group = shared.Name("group");
    private readonly MemoryJournalStore journals = new();
    private readonly MemoryDeadLetters letters = new();
    private readonly Dictionary<ISource, (KafkaTopicSource Inner, MemoryJournal Journal)> processes = [];
    private readonly List<(string Id, int Partition, long Offset)> added = [];
    private readonly List<Task> sending = [];

    public bool SharesAll => false;

    // A group gives up a member that stands still for so long. What is sent together is one batch: the cluster answers a fetch with one.
    private KafkaClient Client { get; } = new(shared.Client.Options with
    {
        Settings = new Dictionary<string, string> { ["linger.ms"] = "50", ["session.timeout.ms"] = "2000", ["max.poll.interval.ms"] = "2000", ["heartbeat.interval.ms"] = "200" },
    });

    public async ValueTask<ISource> OpenAsync()
    {
        var inner = new KafkaTopicSource(Client, new KafkaTopicOptions(topic, group) { WaitFor = TimeSpan.FromMilliseconds(100), RevokeLimit = TimeSpan.FromMilliseconds(500) }, TimeProvider.System);
        var journal = journals.Open();
        var source = new ParkingSource(new JournalingSource(inner, journal, "contract"), letters, "contract");
        processes[source] = (inner, journal);
        inner.Join();
        await Task.WhenAll(sending);
        await Until.TrueAsync("all partitions are somebody's, and those are shared out", () => Task.FromResult(IsSharedOut()));
        return source;
    }

    public ValueTask AddAsync(string id, string? key = null)
    {
        // In turn; with one partition there is one.
        var partition = added.Count % partitions;
        added.Add((id, partition, added.Count(a => a.Partition == partition)));
        sending.Add(SharedKafka.ProduceAsync(Client, topic, partition, key, id));
        return default;
    }

    public async ValueTask<StoreState> ReadAsync()
    {
        await Task.WhenAll(sending);
        var committed = SharedKafka.CommittedBy(shared.Client, group, topic, partitions);
        var dead = letters.Unresolved.Select(l => IdOf(l.Delivery)).ToList();
        var waiting = added.Where(a => a.Offset >= committed[a.Partition]).Select(a => a.Id).ToList();
        var completed = added.Select(a => a.Id).Except(waiting).Except(dead);
        return new StoreState(waiting, [.. completed], dead, []);
    }

    public async ValueTask AdvanceAsync(TimeSpan span) => await Task.Delay(span, TimeProvider.System);

    public ValueTask LoseAsync(ISource source)
    {
        var (inner, journal) = processes[source];
        inner.Freeze();
        journal.Die();
        frozen.Add(source);
        return default;
    }

    public string IdOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return default;
    }

    private readonly HashSet<ISource> frozen = [];

    private bool IsSharedOut()
    {
        var owned = processes.Where(p => !frozen.Contains(p.Key)).Select(p => p.Value.Inner.Partitions.Count).ToList();
        return frozen.Count > 0 || (owned.Sum() == partitions && owned.Count(o => o > 0) == Math.Min(partitions, owned.Count));
    }
}
