using System.Collections.Concurrent;
using Penstock.Postgres;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Processes on a real server, each at the end of a line that can be cut, and what the checks look at in the end.</summary>
internal sealed class RealWorld : IAsyncDisposable
{
    private readonly Dictionary<string, MessageFault> faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> deaths = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<long> refusedLeases = [];

    public RealWorld(int seed, string url, FaultTally tally)
    {
        (Chance, Url, Tally) = (new Random(seed), url, tally);
        SharesTransaction = Chance.Next(2) == 0;
        Store = new PostgresStore(StoreUrl.Parse(url), TimeProvider.System);
        Processes = [.. Enumerable.Range(1, 3).Select(n => new RealProcess(this, $"p{n}"))];
    }

    public Random Chance { get; }

    public string Url { get; }

    public FaultTally Tally { get; }

    /// <summary>Effects commit together with their settlement: then none is there twice.</summary>
    public bool SharesTransaction { get; }

    /// <summary>On a line that nobody cuts.</summary>
    public Store Store { get; }

    public List<RealProcess> Processes { get; }

    public Ledger Ledger { get; } = new();

    public static Migration Effects { get; } = new(1, "create the effects", _ => ["CREATE TABLE history_effects (name TEXT NOT NULL)"]);

    public MessageFault? FaultOf(string name) => faults.GetValueOrDefault(name);

    /// <summary>A message that will be sent, and perhaps a fault.</summary>
    public Message Add(int number, string? key)
    {
        var name = $"m{number:000}";
        if (FaultFor(Chance.Next(50)) is { } fault)
            faults[name] = fault;
        return Sender.Named(name, key);
    }

    public void Died(IReadOnlyList<string> held, IReadOnlyList<string> suspects)
    {
        foreach (var name in SharesTransaction ? [] : held)
            Ledger.AllowOneMore(name);
        foreach (var name in suspects)
            deaths.AddOrUpdate(name, 1, (_, count) => count + 1);
    }

    public void Refused(QueueDelivery delivery)
    {
        Tally.Add("SettlementRefused");
        if (SharesTransaction)
            return;

        refusedLeases.Add(delivery.Lease.Id);
        Ledger.AllowOneMore(World.NameOf(delivery));
    }

    /// <summary>Nothing waits, and nobody has yet to hear that its settlement is refused.</summary>
    public async Task<bool> IsDrainedAsync() =>
        (await AskAsync("SELECT 'some' FROM penstock_messages LIMIT 1")).Count == 0 && Processes.TrueForAll(p => p.Pipeline.InHand == 0);

    public async Task<IReadOnlyList<string>> CheckAsync(IEnumerable<Message> sent)
    {
        foreach (var message in sent)
        {
            var name = System.Text.Encoding.UTF8.GetString(message.Body.Span);
            Ledger.Expect(name, message.Key, FateOf(name));
        }

        foreach (var name in await AskAsync("SELECT name FROM history_effects"))
            Ledger.Begin(name, "commit").Ok();
        var dead = await AskAsync("SELECT convert_from(body, 'UTF8') FROM penstock_dead_letters");
        return
        [
            .. TotalCheck.Of(Ledger, [], dead).Violations,
            .. WindowCheck.Of(Ledger),
            .. SharesTransaction ? [] : OrderCheck.Of(Ledger, dead),
            .. LivenessCheck.Of(await AskAsync("SELECT origin FROM (SELECT id::text AS origin FROM penstock_messages) m"), [], []),
            .. (await AskAsync("SELECT id::text FROM penstock_owners")).Where(id => refusedLeases.Contains(long.Parse(id)))
                .Select(id => $"Settlements of owner {id} were refused, and it lives."),
        ];
    }

    /// <summary>What did not drain, and who could have worked on it.</summary>
    public async Task<IReadOnlyList<string>> LeftAsync() =>
    [
        .. await AskAsync(
            """
            SELECT format('%s still waits: bucket %s of lease %s, key %s, lease %s, due %s', convert_from(m.body, 'UTF8'), m.bucket, b.lease >> 32, m.key, m.lease >> 32, m.due)
            FROM penstock_messages m LEFT JOIN penstock_buckets b ON b.queue = m.queue AND b.bucket = m.bucket ORDER BY m.id
            """),
        .. await AskAsync("SELECT format('Owner %s until %s, at %s.', id, expires_at, clock_timestamp()) FROM penstock_owners"),
        .. await AskAsync(
            """
            SELECT format('Session %s is %s for %s, blocked by %s: %s', pid, state, clock_timestamp() - state_change, pg_blocking_pids(pid), left(query, 300))
            FROM pg_stat_activity WHERE datname = current_database() AND (state <> 'idle' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'transactionid'))
            """),
        .. Processes.Select(p => $"{p.Name} is {p.Pipeline.State}, waits for {p.Pipeline.WaitsFor ?? "nothing"}, has {p.Pipeline.InHand} in hand."),
    ];

    public async Task<List<string>> AskAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(r => r.GetString(0), default);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Processes.Select(p => p.DisposeAsync().AsTask()));
        await Store.DisposeAsync();
    }

    private Testing.Fate FateOf(string name) => FaultOf(name) switch
    {
        null or MessageFault.Slow or MessageFault.Flaky => deaths.GetValueOrDefault(name) >= 3 ? Testing.Fate.Either : Testing.Fate.Done,
        _ => Testing.Fate.Parked,
    };

    private MessageFault? FaultFor(int chance) => chance switch
    {
        0 => new MessageFault.Poison(),
        1 => new MessageFault.Rejected(),
        2 => new MessageFault.Flaky(Chance.Next(1, 4)),
        3 or 4 => new MessageFault.Slow(TimeSpan.FromMilliseconds(Chance.Next(100, 1_200))),
        _ => null,
    };
}
