using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>
/// The partitions that are ours. Whoever touches one of them, or its window, holds the one <see cref="Gate"/>, and briefly: the pump
/// puts in, lanes take out and settle.
/// </summary>
internal sealed class Assignment
{
    private readonly Dictionary<TopicPartition, AssignedPartition> partitions = [];
    private readonly List<AssignedPartition> order = [];

    public Lock Gate { get; } = new();

    /// <summary>Within the gate: told of what was committed, and of what was lost.</summary>
    public News Commits { get; } = new();

    /// <summary>Within the gate.</summary>
    public IReadOnlyList<AssignedPartition> Ours => order;

    /// <summary>As they are now.</summary>
    public AssignedPartition[] All
    {
        get
        {
            lock (Gate)
                return [.. order];
        }
    }

    /// <summary>Within the gate. Null where it is not ours.</summary>
    public AssignedPartition? Find(TopicPartition place) => partitions.GetValueOrDefault(place);

    /// <summary>Within the gate: those of the places that are ours.</summary>
    public IEnumerable<AssignedPartition> Of(IEnumerable<TopicPartition> places) => places.Select(Find).OfType<AssignedPartition>();

    public void Add(IEnumerable<TopicPartition> places)
    {
        lock (Gate)
        {
            foreach (var place in places)
            {
                var assigned = new AssignedPartition(place);
                partitions[place] = assigned;
                order.Add(assigned);
            }
        }
    }

    /// <summary>Hands out no more of them. Completes when nothing of them is in hand.</summary>
    public Task LeaveAsync(IEnumerable<TopicPartition> places)
    {
        lock (Gate)
            return Task.WhenAll([.. Of(places).Select(p => p.Leave())]);
    }

    /// <summary>They are ours no longer.</summary>
    /// <returns>How many deliveries were in hand.</returns>
    public int Lose(IEnumerable<TopicPartition> places)
    {
        List<AssignedPartition> gone;
        lock (Gate)
        {
            gone = [.. Of(places)];
            foreach (var assigned in gone)
            {
                partitions.Remove(assigned.Place);
                order.Remove(assigned);
            }
        }

        // Handlers listen to it.
        gone.ForEach(assigned => assigned.Lose());
        lock (Gate)
            Commits.Tell();
        return gone.Sum(assigned => assigned.Window.InHand);
    }

    /// <summary>This one is ours no longer. Where it was assigned again meanwhile, that stays.</summary>
    public void Lose(AssignedPartition partition)
    {
        lock (Gate)
        {
            if (order.Remove(partition))
                partitions.Remove(partition.Place);
        }

        partition.Lose();
        lock (Gate)
            Commits.Tell();
    }
}
