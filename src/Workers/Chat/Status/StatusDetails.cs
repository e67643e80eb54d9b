using System.Text.Json;

namespace Penstock.Workers.Chat;

/// <summary>What is told beside a status.</summary>
internal static class StatusDetails
{
    public static JsonElement Reason(string text) => Of("reason", text);

    public static JsonElement Of(string name, string text) => JsonSerializer.SerializeToElement(
        new Dictionary<string, string>(StringComparer.Ordinal) { [name] = text }, StatusJson.Default.DictionaryStringString);
}
