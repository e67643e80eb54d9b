using Npgsql;
using Penstock.Redis;
using Penstock.Workers.Digest;

namespace Penstock.Bench;

/// <summary>The total at the end: each good message's rows once, each poisoned one among the dead letters, nothing else, and the stream empty.</summary>
internal sealed class SoakCheck(DigestScene scene, SoakTally tally, TimeProvider clock)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    public async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken giveUp)
    {
        var left = await DrainAsync(giveUp);
        // Those that the pool still has were lost with the server that was killed.
        NpgsqlConnection.ClearAllPools();
        var nodes = await scene.StoredAsync();
        var twice = await scene.Database.ScalarAsync<long>("SELECT count(*) FROM (SELECT 1 FROM admiral.metrics GROUP BY server_id, timestamp HAVING count(*) > 1) t");
        var processes = await scene.Database.ScalarAsync<long>("SELECT count(*) FROM admiral.process_snapshots");
        var dead = await DeadAsync(giveUp);
        return
        [
            Row("messages taken by the stream", tally.Good + tally.Resent + tally.Poison.Count),
            Row("missing in the tables", tally.Good - nodes + tally.Good - processes),
            Row("stored twice", twice),
            Row("poison that is not among the dead letters", tally.Poison.Except(dead, StringComparer.Ordinal).Count()),
            Row("good messages among the dead letters", dead.Except(tally.Poison, StringComparer.Ordinal).Count()),
            Row("left in the stream", left),
        ];
    }

    public static bool IsSound(IReadOnlyList<BenchRow> rows) => rows.Skip(1).All(row => row.Ours == 0) && rows[0].Ours > 0;

    private static BenchRow Row(string what, long count) => new(DigestSoak.Name, what, "messages", count);

    private async Task<long> DrainAsync(CancellationToken giveUp)
    {
        var startedAt = clock.GetTimestamp();
        while (true)
        {
            var length = (await scene.Redis.CallAsync(new RedisCommand("XLEN", DigestScene.Options.Stream), giveUp)).Integer;
            if (length == 0 || clock.GetElapsedTime(startedAt) > DrainLimit)
                return length;
            await Task.Delay(Between, clock, giveUp);
        }
    }

    // Of poison, the server's id is its mark.
    private async Task<HashSet<string>> DeadAsync(CancellationToken giveUp)
    {
        var entries = await scene.Redis.CallAsync(new RedisCommand("XRANGE", DigestScene.Options.DeadStream, "-", "+"), giveUp);
        return [.. entries.Items.Select(entry => ServerOf(entry[1].Items))];
    }

    private static string ServerOf(IReadOnlyList<RedisReply> fields)
    {
        for (var i = 0; i + 1 < fields.Count; i += 2)
        {
            if (fields[i].Text == MetricMessage.ServerIdField)
                return fields[i + 1].Text!;
        }

        return "";
    }
}
