using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Workers.Digest;

/// <summary>How long figures are kept, as the table of settings says; where it says nothing, 24 hours.</summary>
/// <param name="IsEnabled">Whether old rows are removed at all.</param>
/// <param name="Hours">Above 0.</param>
internal sealed record RetentionSettings(bool IsEnabled, double Hours)
{
    private const string HoursKey = "retention_hours";
    private const string EnabledKey = "retention_enabled";
    private const double DefaultHours = 24;
    private const double MostHours = 24 * 36_500;

    /// <exception cref="FormatException">A value is none: nothing may be removed on a guess.</exception>
    public static async ValueTask<RetentionSettings> ReadAsync(Store store, CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var table = new DigestTables(store.Dialect).Settings;
        if (!await store.HasTableAsync(connection, table, giveUp))
            return new RetentionSettings(IsEnabled: true, DefaultHours);

        var values = (await connection.Command(
            $"SELECT key, CAST(value AS TEXT) FROM {table} WHERE key IN ('{HoursKey}', '{EnabledKey}')")
            .ListAsync(r => (Key: r.GetString(0), Value: r.GetString(1)), giveUp)).ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
        return new RetentionSettings(
            !values.TryGetValue(EnabledKey, out var enabled) || Enabled(enabled), values.TryGetValue(HoursKey, out var hours) ? HoursOf(hours) : DefaultHours);
    }

    // People write 48 and "48".
    private static string Plain(string json)
    {
        try
        {
            using var value = JsonDocument.Parse(json);
            return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString()!.Trim() : json.Trim();
        }
        catch (JsonException)
        {
            return json.Trim();
        }
    }

    private static bool Enabled(string json) => bool.TryParse(Plain(json), out var enabled)
        ? enabled
        : throw new FormatException($"{EnabledKey} is {json}: true or false is allowed.");

    private static double HoursOf(string json) =>
        double.TryParse(Plain(json), NumberStyles.Float, CultureInfo.InvariantCulture, out var hours) && hours is > 0 and <= MostHours
            ? hours
            : throw new FormatException($"{HoursKey} is {json}: a number above 0 and up to {MostHours:0} is allowed.");
}
