using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>Pauses a partition whose window is full, until half of that is free. For the pump's thread.</summary>
internal sealed class Backpressure(Assignment assignment, KafkaTopicOptions options)
{
    private readonly List<TopicPartition> toPause = [];
    private readonly List<TopicPartition> toResume = [];

    /// <returns>Whether one is paused, and is to be looked at again soon.</returns>
    public bool Apply(IConsumer<byte[]?, byte[]?> consumer)
    {
        toPause.Clear();
        toResume.Clear();
        var isAnyPaused = Judge();
        if (toPause.Count > 0)
            consumer.Pause(toPause);
        if (toResume.Count > 0)
            consumer.Resume(toResume);
        return isAnyPaused;
    }

    private bool Judge()
    {
        lock (assignment.Gate)
        {
            var isAnyPaused = false;
            foreach (var assigned in assignment.Ours)
            {
                Judge(assigned);
                isAnyPaused |= assigned.IsPaused;
            }

            return isAnyPaused;
        }
    }

    private void Judge(AssignedPartition assigned)
    {
        var window = assigned.Window;
        if (!assigned.IsPaused && (window.Count >= options.WindowRecords || window.Bytes >= options.WindowBytes))
            toPause.Add(assigned.Place);
        else if (assigned.IsPaused && window.Count <= options.WindowRecords / 2 && window.Bytes <= options.WindowBytes / 2)
            toResume.Add(assigned.Place);
        else
            return;
        assigned.IsPaused = !assigned.IsPaused;
    }
}
