using Confluent.Kafka;

namespace Penstock.Bench;

/// <summary>A producer and no more: what is given is in the client's queue, and waited for once a batch.</summary>
internal sealed class BareShipment(IProducer<byte[]?, byte[]?> producer)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private volatile Error? failure;

    public void Add(string topic, byte[]? key, byte[]? value, Headers? headers) =>
        producer.Produce(topic, new Message<byte[]?, byte[]?> { Key = key, Value = value, Headers = headers }, Reported);

    /// <exception cref="KafkaException">Not all is acknowledged.</exception>
    public void Wait()
    {
        if (producer.Flush(Limit) > 0)
            throw new KafkaException(ErrorCode.Local_MsgTimedOut);
        if (failure is { } error)
            throw new KafkaException(error);
    }

    private void Reported(DeliveryReport<byte[]?, byte[]?> report)
    {
        if (report.Error.IsError)
            failure = report.Error;
    }
}
