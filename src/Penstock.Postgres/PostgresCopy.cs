using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>Many rows by binary COPY, in the caller's transaction.</summary>
internal static class PostgresCopy
{
    /// <summary>With fewer rows the two extra round trips cost more than they save.</summary>
    public const int From = 500;

    public static async ValueTask InsertAsync(DbTransaction transaction, string table, Rows rows, CancellationToken giveUp)
    {
        var connection = (NpgsqlConnection)transaction.Connection!;
        var columns = string.Join(", ", rows.Columns.Select(c => c.Name));
        // Left before its completion, as by an error, a copy inserts nothing.
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)", giveUp);
        for (var i = 0; i < rows.Count; i++)
        {
            await copy.StartRowAsync(giveUp);
            foreach (var (_, values) in rows.Columns)
                await WriteAsync(copy, values, i, giveUp);
        }

        await copy.CompleteAsync(giveUp);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, Array values, int i, CancellationToken giveUp) => values switch
    {
        long[] longs => copy.WriteAsync(longs[i], NpgsqlDbType.Bigint, giveUp),
        int[] ints => copy.WriteAsync(ints[i], NpgsqlDbType.Integer, giveUp),
        int?[] ints => ints[i] is { } one ? copy.WriteAsync(one, NpgsqlDbType.Integer, giveUp) : copy.WriteNullAsync(giveUp),
        long?[] longs => longs[i] is { } one ? copy.WriteAsync(one, NpgsqlDbType.Bigint, giveUp) : copy.WriteNullAsync(giveUp),
        double?[] doubles => doubles[i] is { } one ? copy.WriteAsync(one, NpgsqlDbType.Double, giveUp) : copy.WriteNullAsync(giveUp),
        DateTimeOffset[] moments => copy.WriteAsync(moments[i], NpgsqlDbType.TimestampTz, giveUp),
        double[] doubles => copy.WriteAsync(doubles[i], NpgsqlDbType.Double, giveUp),
        byte[][] bytes => copy.WriteAsync(bytes[i], NpgsqlDbType.Bytea, giveUp),
        string?[] texts => texts[i] is { } text ? copy.WriteAsync(text, NpgsqlDbType.Text, giveUp) : copy.WriteNullAsync(giveUp),
        _ => throw new NotSupportedException($"A column of {values.GetType().Name} can't travel."),
    };
}
