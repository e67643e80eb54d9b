using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Penstock.Redis;

namespace Penstock.Bench;

/// <summary>The limit: XREADGROUP, COPY of the same rows, COMMIT, XACK. Nothing is decoded, looked for or retried: the rows are made beforehand.</summary>
internal sealed class DigestBareLoop(DigestScene scene)
{
    private const int BatchSize = 100;
    private const string Group = "bare";

    private static readonly string NodeCopy =
        $"COPY admiral.metrics (server_id, timestamp, {string.Join(", ", DigestLoad.Numbers.Select(n => n.Name))}) FROM STDIN (FORMAT BINARY)";

    private const string ProcessCopy =
        "COPY admiral.process_snapshots (server_id, timestamp, process_name, num_procs, cpu_seconds_total, memory_bytes) FROM STDIN (FORMAT BINARY)";

    public async Task RunAsync(int messages, CancellationToken giveUp)
    {
        var stream = DigestScene.Options.Stream;
        await scene.Redis.CallAsync(new RedisCommand("XGROUP", "CREATE", stream, Group, "0"), giveUp);
        await using var connection = await scene.Database.OpenPlainAsync();
        for (var done = 0; done < messages;)
        {
            var read = await scene.Redis.CallAsync(
                new RedisCommand("XREADGROUP", "GROUP", Group, "one", "COUNT", BatchSize, "STREAMS", stream, ">"), giveUp);
            var entries = read[0][1].Items;
            await WriteAsync(connection, done, entries.Count, giveUp);
            await scene.Redis.CallAsync(new RedisCommand("XACK", stream, Group).Add(entries.Select(entry => entry[0].Text!)), giveUp);
            done += entries.Count;
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, int first, int count, CancellationToken giveUp)
    {
        await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
        await using (var copy = await connection.BeginBinaryImportAsync(NodeCopy, giveUp))
        {
            for (var message = first; message < first + count; message++)
                await NodeAsync(copy, message, giveUp);
            await copy.CompleteAsync(giveUp);
        }

        await using (var copy = await connection.BeginBinaryImportAsync(ProcessCopy, giveUp))
        {
            for (var message = first; message < first + count; message++)
                await ProcessesAsync(copy, message, giveUp);
            await copy.CompleteAsync(giveUp);
        }

        await transaction.CommitAsync(giveUp);
    }

    private static async Task NodeAsync(NpgsqlBinaryImporter copy, int message, CancellationToken giveUp)
    {
        await copy.StartRowAsync(giveUp);
        await copy.WriteAsync(DigestLoad.ServerId(message), NpgsqlDbType.Text, giveUp);
        await copy.WriteAsync(DigestLoad.At(message), NpgsqlDbType.TimestampTz, giveUp);
        foreach (var (_, value) in DigestLoad.Numbers)
        {
            if (value is int whole)
                await copy.WriteAsync(whole, NpgsqlDbType.Integer, giveUp);
            else if (value is long large)
                await copy.WriteAsync(large, NpgsqlDbType.Bigint, giveUp);
            else
                await copy.WriteAsync((double)value, NpgsqlDbType.Double, giveUp);
        }
    }

    private static async Task ProcessesAsync(NpgsqlBinaryImporter copy, int message, CancellationToken giveUp)
    {
        for (var process = 0; process < DigestLoad.Processes; process++)
        {
            await copy.StartRowAsync(giveUp);
            await copy.WriteAsync(DigestLoad.ServerId(message), NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync(DigestLoad.At(message), NpgsqlDbType.TimestampTz, giveUp);
            await copy.WriteAsync(DigestLoad.ProcessName(process), NpgsqlDbType.Text, giveUp);
            await copy.WriteAsync(4, NpgsqlDbType.Integer, giveUp);
            await copy.WriteAsync(12.5, NpgsqlDbType.Double, giveUp);
            await copy.WriteAsync(104_857_600L, NpgsqlDbType.Bigint, giveUp);
        }
    }
}
