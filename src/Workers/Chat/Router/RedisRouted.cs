using System.Data.Common;
using Microsoft.Extensions.Logging;
using Penstock.Redis;

namespace Penstock.Workers.Chat;

/// <summary>
/// In Redis, beside topics that are elsewhere. While it is away nothing is taken for a duplicate: the channels send each message once
/// all the same.
/// </summary>
internal sealed class RedisRouted(ILogger<RedisRouted> logger, IRedis? redis = null) : IRoutedBefore
{
    private const string Prefix = "message:dedup:";
    private const int KeepSeconds = 86_400;

    public async ValueTask<IReadOnlyList<bool>> FirstAsync(IReadOnlyList<string> ids, DbTransaction? transaction, CancellationToken giveUp)
    {
        var known = await KnownAsync(ids, giveUp);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. ids.Select((id, i) => !known[i] && seen.Add(id))];
    }

    public async ValueTask PublishedAsync(IReadOnlyList<string> ids, CancellationToken giveUp)
    {
        if (redis is null || ids.Count == 0)
            return;

        try
        {
            var noted = await redis.CallAsync([.. ids.Select(id => new RedisCommand("SET", Prefix + id, "1", "EX", KeepSeconds))], giveUp);
            if (noted.FirstOrDefault(reply => reply.Kind == ReplyKind.Error) is { Kind: ReplyKind.Error } refusal)
                Log.DuplicatesUnknown(logger, refusal.Text!);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            Log.DuplicatesUnknown(logger, error.Message);
        }
    }

    private async ValueTask<bool[]> KnownAsync(IReadOnlyList<string> ids, CancellationToken giveUp)
    {
        if (redis is null || ids.Count == 0)
            return new bool[ids.Count];

        try
        {
            var found = await redis.CallAsync(new RedisCommand("MGET").Add(ids.Select(id => Prefix + id)), giveUp);
            return [.. found.Items.Select(value => !value.IsNull)];
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            Log.DuplicatesUnknown(logger, error.Message);
            return new bool[ids.Count];
        }
    }
}
