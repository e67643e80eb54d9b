using Confluent.Kafka;

namespace Penstock.Kafka;

/// <summary>What a Kafka error tells of its cause: https://kafka.apache.org/protocol#protocol_error_codes.</summary>
public sealed class KafkaFaults : IFaultClassifier
{
    public Blame? Classify(Exception error) => error is KafkaException kafka ? Of(kafka.Error.Code) : null;

    internal static Blame Of(ErrorCode code) => code switch
    {
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord
            or ErrorCode.InvalidTimestamp => Blame.Message,
        // A broker answers, and takes nothing: no message is to blame.
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
            or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Authentication or ErrorCode.UnknownTopicOrPart
            or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.TopicException
            or ErrorCode.PolicyViolation or ErrorCode.UnsupportedVersion or ErrorCode.InvalidRequiredAcks
            or ErrorCode.TransactionalIdAuthorizationFailed => Blame.Destination,
        _ => Blame.Dependency,
    };

    /// <summary>As a sender says it.</summary>
    internal static Exception ToException(string topic, Error error)
    {
        var sentence = $"{topic} did not take a message: {error.Reason} ({error.Code}).";
        return Of(error.Code) switch
        {
            Blame.Message => new RejectedException(sentence),
            Blame.Destination => new DestinationException(sentence, new KafkaException(error)),
            _ => new KafkaException(error),
        };
    }
}
