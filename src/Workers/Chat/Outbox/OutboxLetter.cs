using System.Globalization;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>An event as the dead letters keep it: all that it takes to write it again, since the outbox forgets it in a day.</summary>
internal sealed class OutboxLetter : Delivery
{
    private const string Id = "event_id";
    private const string Type = "event_type";
    private const string Aggregate = "aggregate_id";
    private const string AggregateType = "aggregate_type";
    private const string CreatedAt = "created_at";

    private readonly OutboxEvent one;

    public OutboxLetter(RowDelivery<OutboxEvent> row)
    {
        one = row.Row;
        (Key, Failures) = (row.Key, row.Failures);
    }

    public override string Origin => one.Id.ToString("D");

    public override string Address => OutboxReturn.Place;

    public override ReadOnlyMemory<byte> Body => one.Payload;

    public override IReadOnlyDictionary<string, string> Headers
    {
        get
        {
            var headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [Id] = one.Id.ToString("D"),
                [Type] = one.Type,
                [Aggregate] = one.AggregateId.ToString("D"),
                [AggregateType] = one.AggregateType,
                [CreatedAt] = one.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
            };
            if (one.TraceParent is { } trace)
                headers[ChatKeys.TraceParent] = trace;
            return headers;
        }
    }

    /// <summary>The event again, as the letter is now.</summary>
    /// <exception cref="RejectedException">It was edited, and is no event any more; the text says what is wrong.</exception>
    public static OutboxEvent Read(Message letter) => new(
        Guid.Parse(Header(letter, Id, text => Guid.TryParse(text, out _), "a UUID")),
        Header(letter, AggregateType, text => text.Length is > 0 and <= 50, "1 to 50 characters"),
        Guid.Parse(Header(letter, Aggregate, text => Guid.TryParse(text, out _), "a UUID")),
        Header(letter, Type, text => text.Length is > 0 and <= 100, "1 to 100 characters"),
        Payload(letter.Body),
        DateTimeOffset.Parse(Header(letter, CreatedAt, text => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _), "a moment"), CultureInfo.InvariantCulture),
        letter.Headers.GetValueOrDefault(ChatKeys.TraceParent),
        Bucket: 0);

    private static string Header(Message letter, string name, Func<string, bool> isAllowed, string allowed) =>
        letter.Headers.GetValueOrDefault(name) is { } text && isAllowed(text)
            ? text
            : throw new RejectedException($"Header {name} is '{letter.Headers.GetValueOrDefault(name)}': {allowed} is allowed.");

    private static byte[] Payload(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return body.ToArray();
        }
        catch (JsonException error)
        {
            throw new RejectedException($"The body is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}.", error);
        }
    }
}
