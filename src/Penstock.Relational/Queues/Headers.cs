using System.Text.Json;

namespace Penstock.Relational;

/// <summary>Headers as they are kept: a JSON object of texts; NULL for none.</summary>
internal static class Headers
{
    public static string? ToColumn(IReadOnlyDictionary<string, string> headers) => headers.Count == 0 ? null : JsonSerializer.Serialize(headers);

    public static IReadOnlyDictionary<string, string> FromColumn(string? text) =>
        text is null ? Delivery.NoHeaders : JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? Delivery.NoHeaders;
}
