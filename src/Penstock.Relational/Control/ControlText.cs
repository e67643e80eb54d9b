using System.Data.Common;
using System.Globalization;

namespace Penstock.Relational;

/// <summary>How the control store's tables spell states and rates.</summary>
internal static class ControlText
{
    public const string DesiredColumns = "p.name, p.state, p.rate, p.generation, p.changed_by, p.changed_at, p.why";

    public static string Of<T>(T state)
        where T : struct, Enum => state.ToString().ToLowerInvariant();

    public static string OfRate(double? perSecond) =>
        perSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.####}/s") : "off";

    public static T Parse<T>(string state)
        where T : struct, Enum => Enum.Parse<T>(state, ignoreCase: true);

    /// <summary>Reads <see cref="DesiredColumns"/>, which come first.</summary>
    public static Desired Desired(DbDataReader row) => new(
        row.GetString(0),
        Parse<DesiredState>(row.GetString(1)),
        row.IsDBNull(2) ? null : row.GetDouble(2),
        row.GetInt64(3),
        row.Text(4),
        row.IsDBNull(5) ? null : row.GetFieldValue<DateTimeOffset>(5),
        row.Text(6));
}
