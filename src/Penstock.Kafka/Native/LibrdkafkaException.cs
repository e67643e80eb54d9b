namespace Penstock.Kafka;

/// <summary>The native library is missing or too old; the message says what to do.</summary>
public sealed class LibrdkafkaException(string message) : Exception(message);
