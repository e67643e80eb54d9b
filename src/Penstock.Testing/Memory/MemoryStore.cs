namespace Penstock.Testing;

/// <summary>
/// The durable side of <see cref="MemorySource"/>s: what survives the processes that work on it. Its clock judges leases, and each
/// claim carries a fencing token.
/// </summary>
public sealed class MemoryStore(TimeProvider clock, MemoryStoreOptions? options = null)
{
    private readonly Dictionary<string, MemoryMessage> all = new(StringComparer.Ordinal);
    private readonly LinkedList<MemoryMessage> open = [];
    private readonly List<string> completed = [];
    private readonly List<string> effects = [];
    private readonly HashSet<MemoryBatch> transactions = [];
    private readonly Lock sync = new();
    private TaskCompletionSource changed = new();
    private long lastToken;

    public MemoryStoreOptions Options { get; } = options ?? new MemoryStoreOptions();

    /// <summary>Where a store that parks by itself parks, under the pipeline name <c>memory</c>.</summary>
    public MemoryDeadLetters DeadLetters { get; } = new();

    /// <summary>Neither completed nor parked; some may be claimed.</summary>
    public IReadOnlyList<string> Waiting => Read(() => open.Select(m => m.Id));

    public IReadOnlyList<string> Completed => Read(() => completed);

    /// <summary>What committed transactions wrote.</summary>
    public IReadOnlyList<string> Effects => Read(() => effects);

    /// <summary>Claimed now, under a lease that has not lapsed.</summary>
    public IReadOnlyList<string> Leased => Read(() => open.Where(IsLeased).Select(m => m.Id));

    /// <summary>Appends a message. An id that was ever there is refused.</summary>
    public void Add(string id, string? key = null, ReadOnlyMemory<byte> body = default)
    {
        lock (sync)
        {
            var message = new MemoryMessage(id, key, body);
            all.Add(id, message);
            message.Open = open.AddLast(message);
        }

        Tell();
    }

    /// <summary>The counted failures of a message, whatever became of it.</summary>
    public int Failures(string id)
    {
        lock (sync)
            return all[id].Failures;
    }

    /// <summary>How often a message was claimed while its last claim had lapsed but was never given back.</summary>
    public int Takeovers(string id)
    {
        lock (sync)
            return all[id].Takeovers;
    }

    /// <summary>All leases lapse and all transactions are rolled back: what a store's restart, or a long silence, does to its clients.</summary>
    public void DropConnections() => Drop(_ => true);

    internal Task Changed => Volatile.Read(ref changed).Task;

    internal IReadOnlyList<string> HeldBy(MemorySource source) => Read(() => open.Where(m => m.Holder == source).Select(m => m.Id));

    internal void Drop(Func<MemorySource, bool> whose)
    {
        lock (sync)
        {
            foreach (var batch in transactions.Where(b => whose(b.Source)).ToList())
                Abort(batch);
            foreach (var message in open.Where(m => m.Token != 0 && m.Holder is { } holder && whose(holder)))
                message.LeasedUntil = DateTimeOffset.MinValue;
        }

        Tell();
    }

    internal MemoryBatch? Claim(MemorySource source, int max)
    {
        lock (sync)
        {
            var taken = Claimable().Take(max).ToList();
            if (taken.Count == 0)
                return null;

            var lease = new MemoryLease(++lastToken, Options.Lease, source.Clock);
            var batch = new MemoryBatch(source, taken.ConvertAll(m => Take(m, lease, source)), lease, Options.Transactional);
            if (Options.Transactional)
                transactions.Add(batch);
            return batch;
        }
    }

    /// <summary>Until a delayed message or a lapsing lease may give work; null when nothing would.</summary>
    internal TimeSpan? NextDue()
    {
        lock (sync)
        {
            var now = clock.GetUtcNow();
            var due = open.Select(m => m.Token != 0 ? m.LeasedUntil : m.NotBefore).Where(at => at > now).DefaultIfEmpty().Min();
            return due == default ? null : due - now;
        }
    }

    internal IReadOnlyList<Delivery> Settle(MemoryBatch batch, IReadOnlyList<Verdict> verdicts)
    {
        List<Delivery> lost = [];
        lock (sync)
        {
            if (Options.Transactional)
                Commit(batch, verdicts, lost);
            else
                Apply(verdicts, lost);
        }

        Tell();
        return lost;
    }

    internal void Running(MemoryBatch batch, IReadOnlyList<Delivery> running)
    {
        if (!Options.Can.HasFlag(Can.CountClaims) || Options.Transactional)
            return;

        lock (sync)
        {
            foreach (var delivery in batch.Deliveries.Where(IsHeld))
                delivery.Message.Claims = delivery.Claims;
            foreach (var delivery in running.Cast<MemoryDelivery>().Where(IsHeld))
                delivery.Message.Claims = delivery.Claims + 1;
        }
    }

    internal void Extend(IEnumerable<Delivery> held)
    {
        lock (sync)
        {
            foreach (var delivery in held.Cast<MemoryDelivery>().Where(IsHeld))
                delivery.Prolong(clock.GetUtcNow() + Options.Lease);
        }
    }

    internal void HandBack(MemoryBatch batch)
    {
        lock (sync)
        {
            transactions.Remove(batch);
            foreach (var delivery in batch.Deliveries.Where(IsHeld))
                Free(delivery);
        }

        Tell();
    }

    private static bool IsHeld(MemoryDelivery delivery) => delivery.Message.Token == delivery.Token;

    private bool IsLeased(MemoryMessage message) => message.Token != 0 && message.LeasedUntil > clock.GetUtcNow();

    private IEnumerable<MemoryMessage> Claimable()
    {
        var now = clock.GetUtcNow();
        var waitingKeys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var message in open)
        {
            if (message.Key is not null && waitingKeys.Contains(message.Key))
                continue;
            if (message.Token != 0 ? message.LeasedUntil <= now : message.NotBefore <= now)
                yield return message;
            else if (message.Key is not null && Options.Can.HasFlag(Can.KeepKeyOrder))
                waitingKeys.Add(message.Key);
        }
    }

    private MemoryDelivery Take(MemoryMessage message, MemoryLease lease, MemorySource source)
    {
        if (message.Token != 0)
            message.Takeovers++;
        (message.Token, message.Holder, message.LeasedUntil) = (lease.Token, source, clock.GetUtcNow() + Options.Lease);
        var delivery = new MemoryDelivery(message, lease);
        if (Options.Can.HasFlag(Can.CountClaims) && !Options.Transactional)
            delivery.Counted(CountClaim(message));
        return delivery;
    }

    // A suspect is counted again only when it runs.
    private static int CountClaim(MemoryMessage message) => message.Claims == 0 ? message.Claims++ : message.Claims;

    private void Apply(IReadOnlyList<Verdict> verdicts, List<Delivery> lost)
    {
        foreach (var (delivery, settlement) in verdicts)
        {
            var mine = (MemoryDelivery)delivery;
            if (IsHeld(mine) || (!Options.Fenced && mine.Message.Open is not null))
                Apply(mine, settlement);
            else if (mine.Message.SettledBy != mine.Token)
                lost.Add(delivery);
        }
    }

    // All of a transaction or nothing: it is gone as soon as one of its claims is.
    private void Commit(MemoryBatch batch, IReadOnlyList<Verdict> verdicts, List<Delivery> lost)
    {
        if (batch.IsCommitted)
            return;

        if (Options.Fenced && (batch.IsAborted || !batch.Deliveries.All(IsHeld)))
        {
            Abort(batch);
            lost.AddRange(verdicts.Select(v => v.Delivery));
            return;
        }

        transactions.Remove(batch);
        batch.IsCommitted = true;
        effects.AddRange(batch.Writes);
        Apply(verdicts, lost);
        foreach (var rest in batch.Deliveries.Where(IsHeld))
            Free(rest);
    }

    private void Abort(MemoryBatch batch)
    {
        transactions.Remove(batch);
        batch.IsAborted = true;
        foreach (var delivery in batch.Deliveries.Where(IsHeld))
            Free(delivery);
    }

    private void Apply(MemoryDelivery delivery, Settlement settlement)
    {
        var message = delivery.Message;
        message.SettledBy = delivery.Token;
        Free(delivery);
        switch (settlement)
        {
            case Settlement.Complete:
                completed.Add(message.Id);
                Close(message);
                break;
            case Settlement.DeadLetter dead:
                Park(delivery, dead);
                break;
            case Settlement.Retry retry:
                message.Failures++;
                message.NotBefore = Options.Can.HasFlag(Can.Delay) ? clock.GetUtcNow() + retry.After : default;
                break;
        }
    }

    private void Park(MemoryDelivery delivery, Settlement.DeadLetter dead)
    {
        if (!Options.Can.HasFlag(Can.ParkAtomically))
            throw new NotSupportedException("This store has no dead letters of its own: park first, then complete.");

        delivery.Message.Failures++;
        DeadLetters.Park(new DeadLetter("memory", delivery, dead.Reason));
        Close(delivery.Message);
    }

    private static void Free(MemoryDelivery delivery) =>
        (delivery.Message.Token, delivery.Message.Holder, delivery.Message.Claims) = (0, null, 0);

    private void Close(MemoryMessage message)
    {
        open.Remove(message.Open!);
        message.Open = null;
    }

    // Waiters go on elsewhere: they yield first.
    private void Tell() => Interlocked.Exchange(ref changed, new TaskCompletionSource()).TrySetResult();

    private List<string> Read(Func<IEnumerable<string>> what)
    {
        lock (sync)
            return [.. what()];
    }
}
