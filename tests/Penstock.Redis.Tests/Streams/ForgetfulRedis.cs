namespace Penstock.Redis.Tests;

/// <summary>Does what it is asked and fails to say so, when told to.</summary>
internal sealed class ForgetfulRedis(IRedis inner) : IRedis
{
    private int calls;

    public string Display => inner.Display;

    /// <summary>Answers that are to be lost.</summary>
    public int Loses { get; set; }

    /// <summary>Of commands whose name begins so, since a script the server knows is called by its hash; null for any.</summary>
    public string? LosesOnly { get; init; }

    /// <summary>Calls so far, those that block apart.</summary>
    public int Calls => calls;

    public async ValueTask<IReadOnlyList<RedisReply>> CallAsync(IReadOnlyList<RedisCommand> commands, CancellationToken giveUp)
    {
        Interlocked.Increment(ref calls);
        var replies = await inner.CallAsync(commands, giveUp);
        // A script the server doesn't know yet has done nothing: losing that answer loses none of its effect.
        var asked = LosesOnly is null || (commands[0].Name.StartsWith(LosesOnly, StringComparison.Ordinal) && replies[0].Kind != ReplyKind.Error);
        if (asked && Loses > 0 && Loses-- > 0)
            throw new RedisConnectionException("The answer was lost.");
        return replies;
    }

    public IBlockingRedis OpenBlocking() => inner.OpenBlocking();

    public IRedisSession OpenSession(string channel) => inner.OpenSession(channel);

    public ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => inner.IsHealthyAsync(giveUp);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
