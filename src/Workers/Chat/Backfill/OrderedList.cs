using Microsoft.Extensions.Logging;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>
/// A Redis list in its order: one process of all looks at the head, and an item leaves only when it is settled. So nothing is lost, and
/// nothing is overtaken, whoever dies; what a dead process had done and not yet removed comes again.
/// </summary>
internal sealed class OrderedList : ISource
{
    private const string Space = "chat-backfill";

    private static readonly TimeSpan LongestBlock = TimeSpan.FromSeconds(5);

    private readonly IRedis redis;
    private readonly IBlockingRedis blocking;
    private readonly Store store;
    private readonly FallbackOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<OrderedList> logger;
    private readonly Dictionary<string, int> failures = new(StringComparer.Ordinal);
    private DateTimeOffset notBefore;
    private bool drains;

    public OrderedList(IRedis redis, Store store, FallbackOptions options, TimeProvider clock, ILogger<OrderedList> logger)
    {
        (this.redis, this.store, this.options, this.clock, this.logger) = (redis, store, options, clock, logger);
        blocking = redis.OpenBlocking();
    }

    /// <summary>A failure waits at the head, and whatever is behind it too: that is the order.</summary>
    public Can Can => Can.Delay | Can.KeepKeyOrder;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        if (!await DrainsAsync(stopping))
        {
            await Task.Delay(options.StandBy, clock, stopping);
            return Batch.Empty;
        }

        if (notBefore - clock.GetUtcNow() is { Ticks: > 0 } wait)
            await Task.Delay(wait, clock, stopping);
        var items = await redis.CallAsync(new RedisCommand("LRANGE", options.List, 0, max - 1), stopping);
        if (items.Items.Count == 0)
        {
            failures.Clear();
            await WaitAsync(stopping);
            return Batch.Empty;
        }

        return new Batch(Different(items.Items));
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        await RemoveAsync([.. verdicts.Where(v => v.Settlement is Settlement.Complete or Settlement.DeadLetter).Select(v => v.Delivery)], giveUp);
        foreach (var (delivery, settlement) in verdicts)
        {
            if (settlement is Settlement.Retry retry)
                Failed(delivery, retry.After);
        }

        return [];
    }

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await blocking.DisposeAsync();
        if (drains)
            await store.Locks.FreeAsync(Space, 0, CancellationToken.None);
        drains = false;
    }

    private async ValueTask<bool> DrainsAsync(CancellationToken stopping)
    {
        var may = await store.Locks.TryTakeAsync(Space, 0, stopping);
        if (may && !drains)
            Log.Drains(logger, options.List);
        return drains = may;
    }

    // Up to one that is there already: what is the same has the same origin, and is the next batch's.
    private List<ListDelivery> Different(IReadOnlyList<RedisReply> items)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. items.Select(DeliveryOf).TakeWhile(delivery => seen.Add(delivery.Origin))];
    }

    private ListDelivery DeliveryOf(RedisReply item)
    {
        var delivery = new ListDelivery(options.List, item.Bytes);
        return failures.TryGetValue(delivery.Origin, out var failed) ? new ListDelivery(options.List, item.Bytes) { Failures = failed } : delivery;
    }

    private void Failed(Delivery delivery, TimeSpan after)
    {
        failures[delivery.Origin] = delivery.Failures + 1;
        var due = clock.GetUtcNow() + after;
        notBefore = due > notBefore ? due : notBefore;
    }

    // By what they are, the first from the head: whoever was held up, and removes what another one removed before, removes nothing.
    private async ValueTask RemoveAsync(Delivery[] done, CancellationToken giveUp)
    {
        if (done.Length == 0)
            return;

        try
        {
            var removed = await redis.CallAsync([.. done.Select(d => new RedisCommand("LREM", options.List, 1, d.Body))], giveUp);
            if (removed.FirstOrDefault(reply => reply.Kind == ReplyKind.Error) is { Kind: ReplyKind.Error } refusal)
                throw Away(refusal.Text!);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            throw Away(error.Message, error);
        }

        foreach (var one in done)
            failures.Remove(one.Origin);
    }

    private SourceUnavailableException Away(string why, Exception? error = null) =>
        new($"{redis.Display} does not settle {options.List} now: {why}", error);

    // From the head to the head: it moves nothing, and returns when there is something.
    private async ValueTask WaitAsync(CancellationToken stopping)
    {
        var wait = options.PollEvery < LongestBlock ? options.PollEvery : LongestBlock;
        var seconds = wait.TotalSeconds.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture);
        await using var woken = stopping.UnsafeRegister(_ => _ = WakeAsync(), null);
        await blocking.CallAsync(new RedisCommand("BLMOVE", options.List, options.List, "LEFT", "LEFT", seconds), wait, stopping);
    }

    private async Task WakeAsync()
    {
        try
        {
            await blocking.WakeAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The wait ends by itself.
        }
    }
}
