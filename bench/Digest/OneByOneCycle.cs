using System.Data.Common;
using System.Text.Json;
using Npgsql;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Bench;

/// <summary>
/// What a worker of the plain kind does, made again here: ping both, look at what is pending, read a hundred, and for each message a
/// transaction with an INSERT a snapshot, one for its processes and one UPDATE, and an XACK; at the end of the cycle one XDEL.
/// </summary>
internal sealed class OneByOneCycle(DigestScene scene)
{
    private const int BatchSize = 100;
    private const string Group = "plain";

    private static readonly string NodeInsert =
        $"INSERT INTO admiral.metrics (server_id, timestamp, {string.Join(", ", DigestLoad.Numbers.Select(n => n.Name))}) " +
        $"VALUES (@server_id, @timestamp, {string.Join(", ", DigestLoad.Numbers.Select(n => "@" + n.Name))})";

    private static readonly string ProcessInsert =
        "INSERT INTO admiral.process_snapshots (server_id, timestamp, process_name, num_procs, cpu_seconds_total, memory_bytes) VALUES " +
        string.Join(", ", Enumerable.Range(0, DigestLoad.Processes).Select(i => $"(@s{i}, @t{i}, @n{i}, @c{i}, @u{i}, @m{i})"));

    private readonly string stream = DigestScene.Options.Stream;

    public async Task RunAsync(int messages, CancellationToken giveUp)
    {
        await scene.Redis.CallAsync(new RedisCommand("XGROUP", "CREATE", stream, Group, "0"), giveUp);
        await using var connection = await scene.Database.OpenPlainAsync();
        for (var done = 0; done < messages;)
            done += await CycleAsync(connection, giveUp);
    }

    private async Task<int> CycleAsync(NpgsqlConnection connection, CancellationToken giveUp)
    {
        await connection.Command("SELECT 1").RunAsync(giveUp);
        await scene.Redis.CallAsync(new RedisCommand("PING"), giveUp);
        await scene.Redis.CallAsync(new RedisCommand("XPENDING", stream, Group, "-", "+", BatchSize), giveUp);
        await scene.Redis.CallAsync(new RedisCommand("XREADGROUP", "GROUP", Group, "one", "COUNT", BatchSize, "STREAMS", stream, "0"), giveUp);
        var read = await scene.Redis.CallAsync(new RedisCommand("XREADGROUP", "GROUP", Group, "one", "COUNT", BatchSize, "STREAMS", stream, ">"), giveUp);
        var entries = read[0][1].Items;
        foreach (var entry in entries)
        {
            await OneAsync(connection, entry[1], giveUp);
            await scene.Redis.CallAsync(new RedisCommand("XACK", stream, Group, entry[0].Text!), giveUp);
        }

        await scene.Redis.CallAsync(new RedisCommand("XDEL", stream).Add(entries.Select(entry => entry[0].Text!)), giveUp);
        return entries.Count;
    }

    private static async Task OneAsync(NpgsqlConnection connection, RedisReply fields, CancellationToken giveUp)
    {
        var serverId = Field(fields, MetricMessage.ServerIdField).Text!;
        using var payload = JsonDocument.Parse(Field(fields, MetricMessage.PayloadField).Bytes);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(giveUp);
        foreach (var node in payload.RootElement.GetProperty("node_exporter").EnumerateArray())
            await NodeAsync(transaction, serverId, node, giveUp);
        await ProcessesAsync(transaction, serverId, [.. payload.RootElement.GetProperty("process_exporter").EnumerateArray()], giveUp);
        await transaction.Command("UPDATE admiral.servers SET last_seen_at = now(), updated_at = now() WHERE server_id = @id", ("id", serverId)).RunAsync(giveUp);
        await transaction.CommitAsync(giveUp);
    }

    private static ValueTask<int> NodeAsync(DbTransaction transaction, string serverId, JsonElement node, CancellationToken giveUp)
    {
        var insert = transaction.Command(NodeInsert, ("server_id", serverId), ("timestamp", Time(node)));
        foreach (var (name, kind) in DigestLoad.Numbers)
            insert.Add(name, kind is int ? node.GetProperty(name).GetInt32() : kind is long ? node.GetProperty(name).GetInt64() : node.GetProperty(name).GetDouble());
        return insert.RunAsync(giveUp);
    }

    private static ValueTask<int> ProcessesAsync(DbTransaction transaction, string serverId, List<JsonElement> processes, CancellationToken giveUp)
    {
        var insert = transaction.Command(ProcessInsert);
        for (var i = 0; i < processes.Count; i++)
        {
            insert.Add($"s{i}", serverId);
            insert.Add($"t{i}", Time(processes[i]));
            insert.Add($"n{i}", processes[i].GetProperty("name").GetString());
            insert.Add($"c{i}", processes[i].GetProperty("num_procs").GetInt32());
            insert.Add($"u{i}", processes[i].GetProperty("cpu_seconds_total").GetDouble());
            insert.Add($"m{i}", processes[i].GetProperty("memory_bytes").GetInt64());
        }

        return insert.RunAsync(giveUp);
    }

    private static DateTime Time(JsonElement entry) => entry.GetProperty("timestamp").GetDateTimeOffset().UtcDateTime;

    private static RedisReply Field(RedisReply fields, string name)
    {
        for (var i = 0; i + 1 < fields.Items.Count; i += 2)
        {
            if (fields[i].Text == name)
                return fields[i + 1];
        }

        throw new InvalidOperationException($"The benchmark is broken: a message without {name}.");
    }
}
