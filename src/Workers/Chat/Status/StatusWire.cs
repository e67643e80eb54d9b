using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Workers.Chat;

/// <summary>A status update's JSON, with nothing checked yet.</summary>
internal sealed class StatusWire
{
    public string? MessageId { get; init; }

    public long? ConversationId { get; init; }

    public string? NewStatus { get; init; }

    public string? Channel { get; init; }

    public long? UserId { get; init; }

    public string? Timestamp { get; init; }

    public JsonElement? Details { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatusWire))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, long>))]
internal sealed partial class StatusJson : JsonSerializerContext;
