using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>Reads a dead topic from its beginning to the end it has now, outside any group.</summary>
internal sealed class DeadTopicScan(KafkaClient kafka, DeadTopicOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>All letters that are not resolved, a partition after the other, each origin once.</summary>
    /// <exception cref="SourceUnavailableException">It can't be read now.</exception>
    public IEnumerable<DeadRecord> Unresolved(CancellationToken giveUp)
    {
        using var reader = kafka.OpenConsumer("penstock-dlq", _ => { });
        var ends = Ends(reader);
        var resolved = new Dictionary<(string, string), List<TopicPartitionOffset>>();
        foreach (var record in Read(reader, ends, giveUp).Where(r => r.Resolves is not null))
        {
            if (!resolved.TryGetValue(record.Identity, out var places))
                resolved[record.Identity] = places = [];
            places.Add(record.Place);
        }

        var seen = new HashSet<(string, string)>();
        foreach (var record in Read(reader, ends, giveUp).Where(r => r.Resolves is null))
        {
            var isGone = resolved.TryGetValue(record.Identity, out var places)
                && places.Exists(p => p.Partition == record.Place.Partition && p.Offset.Value > record.Place.Offset.Value);
            if (!isGone && seen.Add(record.Identity))
                yield return record;
        }
    }

    private List<(TopicPartition Place, long From, long To)> Ends(IConsumer<byte[]?, byte[]?> reader)
    {
        try
        {
            // All topics are asked for: one that is named may come into being by that.
            var found = kafka.Admin(a => a.GetMetadata(Patience)).Topics.Find(t => t.Topic == options.DeadTopic && !t.Error.IsError)
                ?? throw Unreadable("there is no such topic", null);
            var ends = new List<(TopicPartition, long, long)>();
            foreach (var partition in found.Partitions)
            {
                var place = new TopicPartition(options.DeadTopic, partition.PartitionId);
                var marks = reader.QueryWatermarkOffsets(place, Patience);
                if (marks.High.Value > marks.Low.Value)
                    ends.Add((place, marks.Low.Value, marks.High.Value));
            }

            return ends;
        }
        catch (KafkaException error)
        {
            throw Unreadable(error.Error.Reason, error);
        }
    }

    private IEnumerable<DeadRecord> Read(IConsumer<byte[]?, byte[]?> reader, List<(TopicPartition Place, long From, long To)> ends, CancellationToken giveUp)
    {
        foreach (var (place, from, to) in ends)
        {
            reader.Assign(new TopicPartitionOffset(place, from));
            for (var next = from; next < to;)
            {
                giveUp.ThrowIfCancellationRequested();
                var record = Next(reader);
                next = record.Offset.Value + 1;
                if (next <= to)
                    yield return new DeadRecord(options, record);
            }
        }
    }

    private ConsumeResult<byte[]?, byte[]?> Next(IConsumer<byte[]?, byte[]?> reader)
    {
        try
        {
            return reader.Consume(Patience) ?? throw Unreadable("nothing came for ten seconds", null);
        }
        catch (ConsumeException error)
        {
            throw Unreadable(error.Error.Reason, error);
        }
    }

    private SourceUnavailableException Unreadable(string why, Exception? error) => new($"{options.DeadTopic} on {kafka.Display} can't be read now: {why}.", error);
}
