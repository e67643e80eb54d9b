using System.Security.Cryptography;
using System.Text;

namespace Penstock.Redis;

/// <summary>A Lua script that runs on the server, all of it or, when the server refuses a call of it, up to there.</summary>
internal sealed class RedisScript(string source)
{
    private readonly string hash = HashOf(source);

    /// <summary>A script of this assembly, with what it shares with others before it.</summary>
    public static RedisScript Load(params IEnumerable<string> names) => new(string.Join('\n', names.Select(Read)));

    /// <exception cref="RedisServerException">The server refused a call of it.</exception>
    /// <exception cref="RedisConnectionException">What of it was done is not known.</exception>
    public async ValueTask<RedisReply> RunAsync(IRedis redis, IReadOnlyList<string> keys, IEnumerable<RedisArgument> arguments, CancellationToken giveUp)
    {
        var words = arguments as IReadOnlyList<RedisArgument> ?? [.. arguments];
        var known = Command("EVALSHA", hash, keys, words);
        var reply = (await redis.CallAsync([known], giveUp))[0];
        if (reply.Kind != ReplyKind.Error || !reply.Text!.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            return Replies.Accepted(known, reply);

        // A server that was started anew, or told to forget, learns it here; from then on its hash does.
        return await redis.CallAsync(Command("EVAL", source, keys, words), giveUp);
    }

    private static RedisCommand Command(string verb, string script, IReadOnlyList<string> keys, IReadOnlyList<RedisArgument> arguments)
    {
        var command = new RedisCommand(verb, script, keys.Count).Add(keys);
        for (var i = 0; i < arguments.Count; i++)
            command.Add(arguments[i]);
        return command;
    }

#pragma warning disable CA5350 // The server names scripts by SHA-1; nothing is kept secret or signed by it.
    private static string HashOf(string source) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(source)));
#pragma warning restore CA5350

    private static string Read(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
