using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>What the consumer complains of, for whoever receives next.</summary>
internal sealed class Complaints(string topic)
{
    private volatile Exception? last;
    private volatile bool brokersAway;

    /// <summary>All brokers were away when last heard of.</summary>
    public bool AreBrokersAway
    {
        get => brokersAway;
        set => brokersAway = value;
    }

    /// <summary>The last one since the last look; null where all is well.</summary>
    public Exception? Take() => Interlocked.Exchange(ref last, null);

    /// <summary>The consumer can't go on.</summary>
    public void Note(Exception error) =>
        last = error is ArgumentException ? error : new SourceUnavailableException($"{topic} can't be read now: {error.Message}", error);

    public void Note(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown)
            brokersAway = true;
        else if (error.IsFatal || KafkaFaults.Of(error.Code) == Blame.Destination)
            last = new DestinationException($"{topic} can't be read: {error.Reason} ({error.Code}).", new KafkaException(error));
    }
}
