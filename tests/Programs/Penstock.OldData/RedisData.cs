using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Redis;

namespace Penstock.OldData;

/// <summary><c>redis.jsonl</c>: commands that make the server's state, one a line; <c>settle.lua</c>: the script that settles.</summary>
internal static class RedisData
{
    private const string Stream = "orders";
    private const string Group = "workers";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(string folder)
    {
        await using var server = await RedisServer.CreateAsync();
        var redis = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var options = new StreamOptions(Stream, Group) { DeadStream = "orders:dead", ConsumerPrefix = "old" };
        var source = new StreamSource(redis, options, TimeProvider.System);
        await AddAsync(redis, "done-1", "done-2", "dead-1", "dead-2", "failed-1");
        await source.SettleAsync(5, body => body switch
        {
            "failed-1" => new Settlement.Retry(TimeSpan.FromMinutes(2), new Reason("TimeoutException", "It took too long.")),
            "dead-1" or "dead-2" => new Settlement.DeadLetter(new Reason("RejectedException", $"Refused is {body}.")),
            _ => Settlement.Complete.Instance,
        });
        await AddAsync(redis, "held-1", "held-2");
        var batch = await source.TakeAsync();
        await batch.RunningAsync(batch.Items, default);
        await AddAsync(redis, "new-1", "new-2");
        var commands = new List<string[]>();
        foreach (var key in await AskAsync(redis, "KEYS", "*"))
            await AddCommandsAsync(redis, commands, key);
        File.WriteAllLines(Path.Combine(folder, "redis.jsonl"), commands.Select(c => JsonSerializer.Serialize(c, Plain)));
        File.WriteAllText(Path.Combine(folder, "settle.lua"), Script("stream.common.lua") + "\n" + Script("stream.settle.lua"));
    }

    private static async Task AddAsync(RedisClient redis, params string[] bodies)
    {
        foreach (var body in bodies)
            await redis.CallAsync(new RedisCommand("XADD", Stream, "*", "payload", body, "tenant", "7"), default);
    }

    private static async Task AddCommandsAsync(RedisClient redis, List<string[]> commands, string key)
    {
        var type = (await redis.CallAsync(new RedisCommand("TYPE", key), default)).Text;
        switch (type)
        {
            case "stream":
                foreach (var entry in (await redis.CallAsync(new RedisCommand("XRANGE", key, "-", "+"), default)).Items)
                    commands.Add(["XADD", key, entry[0].Text!, .. entry[1].Items.Select(i => i.Text!)]);
                foreach (var group in (await redis.CallAsync(new RedisCommand("XINFO", "GROUPS", key), default)).Items)
                    await AddGroupAsync(redis, commands, key, group);
                break;
            case "hash":
                commands.Add(["HSET", key, .. await AskAsync(redis, "HGETALL", key)]);
                break;
            case "zset":
                var members = await AskAsync(redis, "ZRANGE", key, "0", "-1", "WITHSCORES");
                commands.Add(["ZADD", key, .. members.Chunk(2).SelectMany(pair => new[] { pair[1], pair[0] })]);
                break;
            case var other:
                throw new InvalidOperationException($"{key} is a {other}: add it here.");
        }
    }

    private static async Task AddGroupAsync(RedisClient redis, List<string[]> commands, string key, RedisReply group)
    {
        var facts = group.Items.Chunk(2).ToDictionary(pair => pair[0].Text!, pair => pair[1], StringComparer.Ordinal);
        var name = facts["name"].Text!;
        commands.Add(["XGROUP", "CREATE", key, name, facts["last-delivered-id"].Text!]);
        foreach (var held in (await redis.CallAsync(new RedisCommand("XPENDING", key, name, "-", "+", 100), default)).Items)
        {
            // As idle as it will be when it is used.
            commands.Add(["XCLAIM", key, name, held[1].Text!, "0", held[0].Text!, "IDLE", "3600000", "RETRYCOUNT", $"{held[3].Integer}", "FORCE", "JUSTID"]);
        }
    }

    private static async Task<string[]> AskAsync(RedisClient redis, string verb, params string[] words) =>
        [.. (await redis.CallAsync(new RedisCommand(verb, [.. words.Select(w => (RedisArgument)w)]), default)).Items.Select(i => i.Text!)];

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(StreamSource).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
