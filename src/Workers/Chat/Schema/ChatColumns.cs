using System.Data.Common;
using System.Globalization;

namespace Penstock.Workers.Chat;

internal static class ChatColumns
{
    /// <summary>A moment of one of the chat's tables: UTC.</summary>
    public static DateTimeOffset Moment(this DbDataReader row, int column) => row.GetValue(column) is DateTime moment
        ? new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc))
        : DateTimeOffset.Parse(row.GetString(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
