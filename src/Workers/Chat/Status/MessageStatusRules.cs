using System.Diagnostics.CodeAnalysis;

namespace Penstock.Workers.Chat;

/// <summary>A status only moves forward, and is upper case in the database, lower case in the API.</summary>
public static class MessageStatusRules
{
    private static readonly Dictionary<string, MessageStatus> Known =
        Enum.GetValues<MessageStatus>().ToDictionary(Label, StringComparer.OrdinalIgnoreCase);

    /// <summary>As tables and events have it: <c>ACCEPTED</c>.</summary>
    public static string Label(this MessageStatus status) => status.ToString().ToUpperInvariant();

    /// <summary>As the API has it: <c>accepted</c>.</summary>
    [SuppressMessage("Globalization", "CA1308:Normalize strings to uppercase", Justification = "The API's labels are lower case.")]
    public static string Text(this MessageStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Reads either form.</summary>
    public static bool TryParse(string? text, out MessageStatus status)
    {
        status = default;
        return text is not null && Known.TryGetValue(text, out status);
    }

    /// <summary>
    /// Whether a message may go from one to the other: forward, or to failed from all that comes before delivered. What may not is
    /// kept as history only.
    /// </summary>
    public static bool CanBecome(this MessageStatus from, MessageStatus to) => to == MessageStatus.Failed
        ? from < MessageStatus.Delivered
        : from != MessageStatus.Failed && to > from;
}
