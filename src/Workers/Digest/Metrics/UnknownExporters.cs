using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Digest;

/// <summary>Names that agents sent and nobody knows: told once a minute, and few of them as labels, whatever is sent.</summary>
internal sealed class UnknownExporters(TimeProvider clock, ILogger logger)
{
    private const int MostNames = 50;
    private const int LongestName = 64;
    private const string Others = "others";

    private readonly Lock gate = new();
    private readonly SortedSet<string> names = new(StringComparer.Ordinal);
    private readonly Seldom told = new(clock);

    /// <returns>The label to count it under.</returns>
    public string Seen(string name)
    {
        lock (gate)
        {
            var label = names.Contains(name) || (names.Count < MostNames && name.Length <= LongestName) ? name : Others;
            names.Add(label);
            if (told.IsDue())
                Log.ExportersUnknown(logger, string.Join(", ", names));
            return label;
        }
    }
}
