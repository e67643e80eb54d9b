using System.Globalization;

namespace Penstock.Redis;

/// <summary>
/// Applies verdicts to the entries that are still ours, in one round trip for up to 500. The same verdicts sent again change nothing,
/// so that a settlement without an answer is simply made again.
/// </summary>
internal sealed class StreamSettlement(IRedis redis, StreamOptions options, StreamKeys keys, StreamHands hands, TimeProvider clock)
{
    private const int MostInOne = 500;
    private const int ErrorCharacters = 2_000;

    /// <returns>Those that were no longer ours.</returns>
    /// <exception cref="SourceUnavailableException">Call again with the same.</exception>
    public async ValueTask<IReadOnlyList<Delivery>> ApplyAsync(IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        var open = verdicts.Where(v => !Of(v).IsSettled).ToList();
        var lost = new List<Delivery>();
        try
        {
            foreach (var some in open.Chunk(MostInOne))
                lost.AddRange(await ApplySomeAsync(some, giveUp));
            return lost;
        }
        catch (RedisException error)
        {
            throw new SourceUnavailableException($"{redis.Display} does not settle {options.Stream} now: {error.Message}", error);
        }
    }

    private async ValueTask<List<Delivery>> ApplySomeAsync(Verdict[] verdicts, CancellationToken giveUp)
    {
        var again = verdicts.Select(v => Of(v).IsTried).ToList();
        foreach (var verdict in verdicts)
            Of(verdict).IsTried = true;
        var states = await SendAsync(verdicts, giveUp);
        var lost = new List<Delivery>();
        for (var i = 0; i < verdicts.Length; i++)
        {
            var delivery = Of(verdicts[i]);
            delivery.IsSettled = true;
            hands.Remove(delivery);
            if (IsLost(states is null ? SettleState.Gone : (SettleState)states[i].Integer, again[i]))
                lost.Add(delivery);
        }

        return lost;
    }

    // Null where the group is gone, and all that it held.
    private async ValueTask<IReadOnlyList<RedisReply>?> SendAsync(Verdict[] verdicts, CancellationToken giveUp)
    {
        try
        {
            var reply = await StreamScripts.Settle.RunAsync(redis, [.. keys.All, options.DeadStream ?? options.Stream], Arguments(verdicts), giveUp);
            return reply.Items;
        }
        catch (RedisServerException error) when (error.Code == "NOGROUP")
        {
            return null;
        }
    }

    // What nobody has was settled before, by the try whose answer was lost; without such a try, by somebody else.
    private static bool IsLost(SettleState state, bool again) => state switch
    {
        SettleState.Applied => false,
        SettleState.Gone or SettleState.RetriedElsewhere => !again,
        _ => true,
    };

    private List<RedisArgument> Arguments(Verdict[] verdicts)
    {
        var words = new List<RedisArgument>(verdicts.Length * 2 + 8);
        words.AddRange(keys.Arguments);
        words.Add(clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        words.AddRange([Of(verdicts[0]).Id, Of(verdicts[^1]).Id, verdicts.Length]);
        foreach (var verdict in verdicts)
            Add(words, Of(verdict), verdict.Settlement);
        return words;
    }

    private void Add(List<RedisArgument> words, StreamDelivery delivery, Settlement settlement)
    {
        switch (settlement)
        {
            case Settlement.Retry retry:
                words.AddRange(["retry", delivery.Id, delivery.Failures + 1, (long)Math.Ceiling(retry.After.TotalMilliseconds)]);
                break;
            case Settlement.DeadLetter dead when options.DeadStream is not null:
                var reason = dead.Reason with { Message = Secrets.Mask(dead.Reason.Message) };
                words.AddRange(["dead", delivery.Id, delivery.Failures + 1, reason.Cut(ErrorCharacters), reason.Type]);
                break;
            case Settlement.DeadLetter:
                throw new InvalidOperationException($"{options.Stream} has no dead stream, and nobody parked its letter before.");
            case Settlement.Complete:
                words.AddRange(["done", delivery.Id]);
                break;
            default:
                words.AddRange(["release", delivery.Id]);
                break;
        }
    }

    private static StreamDelivery Of(Verdict verdict) => (StreamDelivery)verdict.Delivery;

    // As the script says it.
    private enum SettleState
    {
        Applied,
        Elsewhere,
        Gone,
        RetriedElsewhere,
    }
}
