using System.Text;
using Penstock.Redis;

namespace Penstock.Workers.Digest;

/// <summary>What an agent sent, as it lies on a stream or in a queue.</summary>
/// <param name="ServerId">Whose figures.</param>
/// <param name="Payload">JSON, not yet looked at.</param>
/// <param name="At">When it was put there; the start of time where nobody said.</param>
public sealed record MetricMessage(string ServerId, ReadOnlyMemory<byte> Payload, DateTimeOffset At)
{
    public const string ServerIdField = "server_id";

    public const string PayloadField = "payload";

    public const string TimestampField = "timestamp";

    // The original would store U+FFFD: two servers could become one.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>From an entry of a stream: its fields. From any other source: headers and body.</summary>
    /// <exception cref="RejectedException">A field is missing.</exception>
    public static MetricMessage From(Delivery delivery) => delivery is StreamDelivery entry
        ? new MetricMessage(
            Checked(Text(entry.Find(ServerIdField))),
            entry.Find(PayloadField) ?? throw Missing(PayloadField),
            Time(Text(entry.Find(TimestampField))))
        : new MetricMessage(
            Checked(delivery.Headers.GetValueOrDefault(ServerIdField)), delivery.Body, Time(delivery.Headers.GetValueOrDefault(TimestampField)));

    private static string Checked(string? serverId) =>
        string.IsNullOrEmpty(serverId) ? throw Missing(ServerIdField)
        : serverId.Contains('\0', StringComparison.Ordinal) ? throw new RejectedException("Field server_id holds U+0000: no text column takes it.")
        : serverId;

    private static string? Text(ReadOnlyMemory<byte>? bytes)
    {
        if (bytes is not { } some)
            return null;

        try
        {
            return Strict.GetString(some.Span);
        }
        catch (DecoderFallbackException error)
        {
            throw new RejectedException($"A field is no UTF-8 at byte {error.Index}.", error);
        }
    }

    // The worker doesn't need it: what is unreadable is no reason to refuse the figures.
    private static DateTimeOffset Time(string? text) =>
        DateTimeOffset.TryParse(text, null, System.Globalization.DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue;

    private static RejectedException Missing(string field) => new($"Field {field} is missing.");
}
