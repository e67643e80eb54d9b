using System.Globalization;

namespace Penstock.Redis;

/// <summary>A dead letter's id as a number: the server's milliseconds, then 20 bits for its count within one.</summary>
internal static class DeadId
{
    private const int CountBits = 20;
    private const long MostCount = (1L << CountBits) - 1;

    public static long Of(string id)
    {
        var (time, count) = Parts(id);
        // More in one millisecond than a server can take: ids that somebody made up.
        return (time << CountBits) | Math.Min(count, MostCount);
    }

    public static string ToText(long id) => string.Create(CultureInfo.InvariantCulture, $"{id >> CountBits}-{id & MostCount}");

    public static DateTimeOffset AddedAt(string id) => DateTimeOffset.FromUnixTimeMilliseconds(Parts(id).Time);

    private static (long Time, long Count) Parts(string id)
    {
        var dash = id.IndexOf('-', StringComparison.Ordinal);
        return (long.Parse(id.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture),
            long.Parse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
