using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Workers.Chat;

/// <summary>A message's JSON, with nothing checked yet.</summary>
internal sealed class MessageWire
{
    public string? MessageId { get; init; }

    public long? ConversationId { get; init; }

    public long? SenderId { get; init; }

    public string? SenderUsername { get; init; }

    public PayloadWire? Payload { get; init; }

    public List<string?>? Channels { get; init; }

    public string? CreatedAt { get; init; }

    public string? TraceId { get; init; }

    public string? RequestId { get; init; }
}

internal sealed class PayloadWire
{
    public string? Type { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Content { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? FileId { get; init; }
}


[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MessageWire))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class MessageJson : JsonSerializerContext;
