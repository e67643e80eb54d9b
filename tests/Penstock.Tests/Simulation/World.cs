using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>What several processes share, and what the checks look at in the end.</summary>
internal sealed class World
{
    private readonly Dictionary<string, MessageFault> faults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> deaths = new(StringComparer.Ordinal);

    public World(int seed, Sabotage sabotage, FaultTally tally, Style? style = null, List<string>? told = null)
    {
        Told = told;
        (Simulation, Sabotage, Tally) = (new Simulation(seed), sabotage, tally);
        Plan = HistoryPlan.From(Simulation.Chance, style);
        Store = new MemoryStore(Simulation.Clock, Plan.Store with { Fenced = sabotage.Fenced });
        Dependency = new Dependency(tally);
        Workers = [.. Enumerable.Range(1, Plan.Processes).Select(n => new Worker(this, n))];
    }

    public Simulation Simulation { get; }

    public Random Chance => Simulation.Chance;

    public Sabotage Sabotage { get; }

    public FaultTally Tally { get; }

    /// <summary>Null where nobody listens.</summary>
    public List<string>? Told { get; }

    public HistoryPlan Plan { get; }

    public MemoryStore Store { get; }

    public MemoryJournalStore Journals { get; } = new();

    public MemoryDeadLetters Parked { get; } = new();

    public Dependency Dependency { get; }

    public Ledger Ledger { get; } = new();

    public IReadOnlyList<Worker> Workers { get; }

    public FaultChances Chances { get; set; } = new() { ReceiveFails = 0.02, SettleFails = 0.03, SettleUnknown = 0.05, ExtendFails = 0.1 };

    public MessageFault? FaultOf(string id) => faults.GetValueOrDefault(id);

    public Task DelayAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Simulation.Clock);

    public void Add(int number)
    {
        var (id, key) = ($"m{number:00}", Plan.Style == Style.ByKey ? $"k{Chance.Next(Plan.Keys)}" : null);
        if (FaultFor(Chance.Next(60)) is { } fault)
            faults[id] = fault;
        Ledger.Expect(id, key, FaultOf(id) is null or MessageFault.Slow or MessageFault.Flaky ? Fate.Done : Fate.Parked);
        Store.Add(id, key);
    }

    /// <summary>A process ended without warning.</summary>
    public void Died(IReadOnlyList<string> held)
    {
        foreach (var id in held)
            deaths[id] = deaths.GetValueOrDefault(id) + 1;
    }

    public IReadOnlyList<string> Check()
    {
        // A sound message whose processes died again and again can't be told from a killer, nor a lapsed lease from a death.
        foreach (var entry in Ledger.Entries.Where(e => e.Fate == Fate.Done && deaths.GetValueOrDefault(e.Id) + Store.Takeovers(e.Id) >= 3))
            Ledger.Change(entry.Id, Fate.Either);
        foreach (var effect in Store.Effects)
            Ledger.Begin(effect, "commit").Ok();
        foreach (var id in Ledger.Entries.Select(e => e.Id).Where(_ => !Plan.Store.Transactional))
            Ledger.AllowOneMore(id, Store.Takeovers(id));
        var dead = Store.DeadLetters.Unresolved.Concat(Parked.Unresolved).Select(l => l.Delivery.Origin).ToList();
        // Without atomic parking the store knows a parked message only as done with.
        var done = Store.Completed.Where(id => Parked.Unresolved.All(l => l.Delivery.Origin != id)).ToList();
        return
        [
            .. TotalCheck.Of(Ledger, done, dead).Violations,
            .. WindowCheck.Of(Ledger),
            .. Plan.Style == Style.ByKey ? OrderCheck.Of(Ledger, dead) : [],
            .. LivenessCheck.Of(Store.Waiting, Store.Leased, Workers.Select(w => w.Pipeline)),
        ];
    }

    private MessageFault? FaultFor(int chance) => chance switch
    {
        0 => new MessageFault.Poison(),
        1 => new MessageFault.Rejected(),
        2 => new MessageFault.Killer(),
        3 => new MessageFault.DeadCorner(),
        4 or 5 => new MessageFault.Flaky(Chance.Next(1, 4)),
        6 or 7 => new MessageFault.Slow(TimeSpan.FromSeconds(Chance.Next(1, 15))),
        8 => new MessageFault.Slow(TimeSpan.FromSeconds(Chance.Next(1, 15)), Deaf: true),
        _ => null,
    };
}
