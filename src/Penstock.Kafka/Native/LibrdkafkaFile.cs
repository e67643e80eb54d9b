namespace Penstock.Kafka;

/// <summary>A library that was found.</summary>
internal sealed record LibrdkafkaFile(nint Handle, Version Version);
