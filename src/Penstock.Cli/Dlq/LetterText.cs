using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Dead letters as people and programs read them.</summary>
internal static class LetterText
{
    private const int ReasonCharacters = 80;
    private const int OriginCharacters = 40;

    public static Listing<Letter> Listing(Session session) => new(
        Json,
        new("id", letter => $"{letter.Id}", IsNumber: true),
        new("pipeline", letter => letter.Pipeline),
        new("origin", letter => Shown.Cut(letter.Origin, OriginCharacters)),
        new("key", letter => letter.Key is { } key ? Shown.Cut(key, OriginCharacters) : null),
        new("age", letter => Shown.Age(session.Time.GetUtcNow() - letter.ParkedAt), IsNumber: true),
        new("parked", letter => letter.Parks > 1 ? $"{letter.Parks} times" : "once"),
        new("reason", letter => Shown.Cut(letter.Reason.Type.Length > 0 ? $"{letter.Reason.Type}: {letter.Reason.Message}" : letter.Reason.Message, ReasonCharacters)));

    public static void Json(Utf8JsonWriter json, Letter letter)
    {
        json.WriteNumber("id", letter.Id);
        json.WriteString("pipeline", letter.Pipeline);
        json.WriteString("origin", letter.Origin);
        json.WriteString("address", letter.Address);
        json.WriteString("key", letter.Key);
        json.WriteString("state", letter.State);
        json.WriteString("error_type", letter.Reason.Type);
        json.WriteString("error", letter.Reason.Message);
        json.WriteString("fingerprint", letter.Fingerprint);
        json.WriteNumber("failures", letter.Failures);
        json.WriteNumber("parks", letter.Parks);
        json.WriteNumber("body_bytes", letter.BodyBytes);
        json.WriteString("parked_at", letter.ParkedAt);
        if (letter.ResolvedAt is { } at)
        {
            json.WriteString("resolved_at", at);
            json.WriteString("resolved_by", letter.ResolvedBy);
        }
    }

    /// <summary>Text as it is, anything else in base64.</summary>
    public static void Content(Utf8JsonWriter json, LetterContent letter)
    {
        Json(json, letter.Letter);
        Headers(json, "headers", letter.Headers);
        Body(json, "body", letter.Body);
        json.WriteStartArray("history");
        foreach (var happened in letter.History)
        {
            json.WriteStartObject();
            json.WriteString("at", happened.At);
            json.WriteString("who", happened.Who);
            json.WriteString("what", happened.What);
            if (happened.OldHeaders is { } headers)
                Headers(json, "old_headers", headers);
            if (happened.OldBody is { } body)
                Body(json, "old_body", body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Headers(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> headers)
    {
        json.WriteStartObject(name);
        foreach (var (header, value) in headers)
            json.WriteString(header, value);
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> body)
    {
        var text = BodyText.Of(body, body.Length);
        if (text.IsHex)
            json.WriteBase64String($"{name}_base64", body.Span);
        else
            json.WriteString(name, text.Text);
    }
}
