using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Messages of a queue as they are listed.</summary>
internal static class MessageTexts
{
    public static Listing<QueuedMessage> Whole { get; } = Of(int.MaxValue);

    public static Listing<QueuedMessage> Short(int most) => Of(most);

    private static Listing<QueuedMessage> Of(int most) => new(
        Json,
        new("id", message => $"{message.Id}", IsNumber: true),
        new("key", message => message.Key),
        new("age", message => Shown.Age(message.Age), IsNumber: true),
        new("state", State),
        new("failures", message => $"{message.Failures}", IsNumber: true),
        new("last error", message => message.LastError is { } error ? Shown.Cut(error, most) : null),
        new("size", message => Shown.Size(message.BodyBytes), IsNumber: true),
        new("body", message => Cut(BodyText.Of(message.Body, message.BodyBytes), most)));

    private static string State(QueuedMessage message) => message switch
    {
        { DueIn: { } span } => span > TimeSpan.Zero ? $"due in {Shown.Age(span)}" : "due now",
        { Holder: { } holder, Key: null } => $"in hand: {holder}",
        { Holder: { } holder } => $"waiting for {holder}",
        _ => "waiting",
    };

    private static string Cut(BodyText body, int most) => body.IsCut && body.Text.Length < most ? body.Text + "…" : Shown.Cut(body.Text, most);

    private static void Json(Utf8JsonWriter json, QueuedMessage message)
    {
        var body = BodyText.Of(message.Body, message.BodyBytes);
        json.WriteString("origin", message.Origin);
        json.WriteNumber("id", message.Id);
        json.WriteString("key", message.Key);
        json.WriteString("unique_key", message.UniqueKey);
        json.WriteSeconds("age_seconds", message.Age);
        json.WriteNumber("failures", message.Failures);
        json.WriteString("last_error", message.LastError);
        json.WriteSeconds("due_in_seconds", message.DueIn);
        json.WriteString("holder", message.Holder);
        json.WriteStartObject("headers");
        foreach (var (name, value) in message.Headers)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteNumber("body_bytes", message.BodyBytes);
        json.WriteString(body.IsHex ? "body_hex" : "body", body.Text);
        json.WriteBoolean("body_is_cut", body.IsCut);
    }
}
