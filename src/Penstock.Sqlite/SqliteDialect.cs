using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>Timestamps are ISO 8601 text in UTC with milliseconds, so that their order is the order of time.</summary>
/// <param name="moment">What SQLite's date functions take for the present.</param>
internal sealed class SqliteDialect(string moment = SqliteDialect.OwnClock) : Dialect
{
    public const string OwnClock = "'now'";

    private const string Format = "'%Y-%m-%dT%H:%M:%fZ'";

    public override string Name => "sqlite";

    public override bool IsLocal => true;

    public override string Now => $"strftime({Format}, {moment})";

    // A commit either succeeded or threw: there is nobody on the other side of a wire.
    public override string TransactionId => "NULL";

    public override string IdentityKey => "INTEGER PRIMARY KEY AUTOINCREMENT";

    public override string BigIdentityKey => IdentityKey;

    public override string NameText => "TEXT";

    public override string Bytes => "BLOB";

    public override string Busy => string.Empty;

    // No server: what did not beat has only itself to blame.
    public override string SecondsUp => "1e9";

    // One writer: ids are given and committed in one order.
    public override string? Writer => null;

    public override string Snapshot => "NULL";

    public override string Timestamp => "TEXT";

    public override string Bool => "BOOLEAN";

    public override string True => "1";

    public override string False => "0";

    public override string Added(params ReadOnlySpan<string> tables) =>
        $"(SELECT coalesce(sum(s.seq), 0) FROM sqlite_sequence s WHERE s.name IN ('{string.Join("', '", tables.ToArray())}'))";

    public override string NowPlus(string seconds) => $"strftime({Format}, {moment}, ({seconds}) || ' seconds')";

    public override string Place => "rowid";

    // One writer at a time: the transaction itself is the lock.
    public override string SkipLocked(string alias) => string.Empty;

    public override string Share(string alias) => string.Empty;

    public override string Hold(string alias) => string.Empty;

    public override string FirstOfEach(string table, string alias, string where, string limit) =>
        $"CROSS JOIN {table} AS {alias} ON {alias}.id IN (SELECT {alias}.id FROM {table} AS {alias} WHERE {where} ORDER BY {alias}.id LIMIT {limit})";

    public override string SecondsBetween(string from, string to) => $"((julianday({to}) - julianday({from})) * 86400.0)";

    public override string WasThere(string row, string snapshot) => "1 = 1";

    public override IReadOnlyList<string> CameLate(string row, string snapshot) => [];

    public override string Among(string query) => $"IN ({query})";

    public override string ForEach(string outer, string table, string alias, string condition) => $"{outer} CROSS JOIN {table} AS {alias} ON {condition}";

    public override string From(Rows rows)
    {
        // One column travels as a flat list: each step into it costs as much as the work on a row.
        var columns = rows.Columns.Select((c, i) => (c.Name, c.Values, Value: rows.Columns.Count == 1 ? "value" : $"value ->> {i}"))
            .Select(c => c.Values is byte[][] ? $"unhex({c.Value}) AS {c.Name}" : $"{c.Value} AS {c.Name}");
        return $"(SELECT {string.Join(", ", columns)} FROM json_each(@{rows.Alias})) AS {rows.Alias}";
    }

    public override void Bind(DbCommand command, Rows rows) => command.Add(rows.Alias, Json(rows));

    public override string IsAmong(string column, Rows values) => $"{column} IN (SELECT {values.Columns[0].Name} FROM {From(values)})";

    public override object ToColumn(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    // Microseconds only where there are any, so that one moment is one text.
    private static string Exact(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(moment.Microsecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss.fff'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Json(Rows rows)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            for (var i = 0; i < rows.Count; i++)
            {
                if (rows.Columns.Count > 1)
                    json.WriteStartArray();
                foreach (var (_, values) in rows.Columns)
                    Write(json, values, i);
                if (rows.Columns.Count > 1)
                    json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, Array values, int i)
    {
        switch (values)
        {
            case long[] longs:
                json.WriteNumberValue(longs[i]);
                break;
            case int[] ints:
                json.WriteNumberValue(ints[i]);
                break;
            case int?[] ints when ints[i] is { } one:
                json.WriteNumberValue(one);
                break;
            case int?[]:
                json.WriteNullValue();
                break;
            case double[] doubles:
                json.WriteNumberValue(doubles[i]);
                break;
            case long?[] longs when longs[i] is { } one:
                json.WriteNumberValue(one);
                break;
            case double?[] doubles when doubles[i] is { } one:
                json.WriteNumberValue(one);
                break;
            case long?[] or double?[]:
                json.WriteNullValue();
                break;
            case DateTimeOffset[] moments:
                json.WriteStringValue(Exact(moments[i]));
                break;
            case string?[] strings:
                json.WriteStringValue(strings[i]);
                break;
            case byte[][] bytes:
                json.WriteStringValue(Convert.ToHexString(bytes[i]));
                break;
            default:
                throw new NotSupportedException($"A column of {values.GetType().Name} can't travel.");
        }
    }
}
