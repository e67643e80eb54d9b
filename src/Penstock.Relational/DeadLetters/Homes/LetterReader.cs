using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Letters from their columns.</summary>
internal static class LetterReader
{
    public const string Columns =
        """
        l.id, l.pipeline, l.origin, l.address, l.key, l.reason_type, l.reason_message, l.fingerprint, l.failures, l.parks, l.state,
        l.body_bytes, l.parked_at, l.resolved_at, l.resolved_by
        """;

    public const string WithContent = Columns + ", l.headers, l.body";

    public static Letter Letter(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Pipeline = row.GetString(1),
        Origin = row.GetString(2),
        Address = Text(row, 3),
        Key = Text(row, 4),
        Reason = new Reason(row.GetString(5), row.GetString(6)),
        Fingerprint = row.GetString(7),
        Failures = row.GetInt32(8),
        Parks = row.GetInt32(9),
        State = row.GetString(10),
        BodyBytes = row.GetInt32(11),
        ParkedAt = row.GetFieldValue<DateTimeOffset>(12),
        ResolvedAt = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13),
        ResolvedBy = Text(row, 14),
    };

    public static LetterContent Content(DbDataReader row) =>
        new(Letter(row), Headers.FromColumn(Text(row, 15)), row.GetFieldValue<byte[]>(16), []);

    public static LetterEvent Event(DbDataReader row) => new(
        row.GetFieldValue<DateTimeOffset>(0),
        row.GetString(1),
        row.GetString(2),
        row.IsDBNull(3) ? null : Headers.FromColumn(row.GetString(3)),
        row.IsDBNull(4) ? default(ReadOnlyMemory<byte>?) : row.GetFieldValue<byte[]>(4));

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
