using System.Text;
using Confluent.Kafka;

namespace Penstock.Kafka.Tests;

public sealed class AWatermarkBelongsToOneLogTests
{
    private readonly AssignedPartition assigned = new(new TopicPartition("t", 0));

    [ExpectedToFail("M3")]
    public void What_a_topic_holds_that_was_made_anew_is_handled_and_committed()
    {
        Read(50);
        TakeAll().ForEach(delivery => assigned.Window.Complete(delivery));
        assigned.HasCommitted(assigned.ToStore()!.Value);

        // The old log ended behind 50, and the broker sends its reader to the beginning of the new one.
        Read(10);
        var taken = TakeAll();
        taken.ForEach(delivery => assigned.Window.Complete(delivery));

        taken.Select(delivery => delivery.Offset).ShouldBe(Enumerable.Range(0, 10).Select(offset => (long)offset));
        assigned.ToStore().ShouldBe(10);
    }

    private void Read(int count)
    {
        for (var offset = 0; offset < count; offset++)
            assigned.Add(Record(offset));
    }

    private List<KafkaDelivery> TakeAll()
    {
        var all = new List<KafkaDelivery>();
        while (assigned.Window.TryTake(1) is { } taken)
            all.Add(taken);
        return all;
    }

    private KafkaDelivery Record(long offset) => new(
        new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new TopicPartitionOffset("t", 0, offset),
            Message = new Message<byte[]?, byte[]?> { Key = Encoding.UTF8.GetBytes($"k{offset}"), Value = [1] },
        },
        assigned);
}
