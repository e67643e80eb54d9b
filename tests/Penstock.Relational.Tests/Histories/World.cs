using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>What several processes share, and what the checks look at in the end.</summary>
internal sealed class World : IDisposable
{
    public const string Queue = "work";

    private readonly Dictionary<string, MessageFault> faults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> deaths = new(StringComparer.Ordinal);
    private readonly List<string> violations = [];

    /// <param name="seed">Of all chance in it.</param>
    /// <param name="plan">Drawn from that chance, or not.</param>
    /// <param name="sabotage">What is broken on purpose.</param>
    /// <param name="tally">Counts what happens.</param>
    /// <param name="told">Takes the story, line by line.</param>
    public World(int seed, Func<Random, HistoryPlan> plan, Sabotage? sabotage = null, FaultTally? tally = null, List<string>? told = null)
    {
        Told = told;
        (Simulation, Sabotage, Tally) = (new Simulation(seed), sabotage ?? Sabotage.None, tally ?? new FaultTally());
        Plan = plan(Simulation.Chance);
        Chances = Plan.Chances;
        Writers = new WriteLock(Tally);
        Dependency = new Dependency(Tally);
        Sender = new Sender(this);
        Workers = [.. Enumerable.Range(1, Plan.Processes).Select(n => new Worker(this, n))];
    }

    public Simulation Simulation { get; }

    public Random Chance => Simulation.Chance;

    public Sabotage Sabotage { get; }

    public FaultTally Tally { get; }

    /// <summary>Null where nobody listens.</summary>
    public List<string>? Told { get; }

    public HistoryPlan Plan { get; }

    public HistoryFile File { get; } = new();

    public WriteLock Writers { get; }

    public MemoryJournalStore Journals { get; } = new();

    public MemoryDeadLetters Parked { get; } = new();

    public Dependency Dependency { get; }

    public Ledger Ledger { get; } = new();

    public Sender Sender { get; }

    public IReadOnlyList<Worker> Workers { get; }

    /// <summary>Of every line.</summary>
    public (double Unsent, double Unanswered) Chances { get; private set; }

    public static string NameOf(Delivery delivery) => System.Text.Encoding.UTF8.GetString(delivery.Body.Span);

    /// <summary>What handlers were given, in their order.</summary>
    public List<Handled> Handled { get; } = [];

    /// <summary>Settlements that were refused, by their messages.</summary>
    public List<string> RefusedOnes { get; } = [];

    public void Fault(string name, MessageFault fault) => faults[name] = fault;

    public MessageFault? FaultOf(string name) => faults.GetValueOrDefault(name);

    /// <summary>Keys of those whose order the history promises.</summary>
    public Dictionary<string, string> Keys { get; } = new(StringComparer.Ordinal);

    public Task DelayAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Simulation.Clock);

    public void Tell(string who, string what) => Told?.Add($"{Simulation.Clock.GetUtcNow():HH:mm:ss.fff} {who} {what}");

    /// <summary>A name for a message, and perhaps a fault.</summary>
    public string Name(int number)
    {
        var name = $"m{number:00}";
        if (FaultFor(Chance.Next(60)) is { } fault)
            faults[name] = fault;
        return name;
    }

    /// <summary>A process ended without warning.</summary>
    /// <param name="held">Not settled: what it had done of these will be done again.</param>
    /// <param name="suspects">Each may have been the reason.</param>
    public void Died(IReadOnlyList<string> held, IReadOnlyList<string> suspects)
    {
        foreach (var name in held)
            AllowOneMore(name);
        foreach (var name in suspects)
            deaths[name] = deaths.GetValueOrDefault(name) + 1;
    }

    /// <summary>A settlement was refused, which only the loss of the lease allows, or of the transaction with its effects.</summary>
    public void Refused(QueueDelivery delivery)
    {
        if (Plan.Style != Style.Transaction && File.Exists(delivery.Lease.Id))
            violations.Add($"{NameOf(delivery)} was refused to the process that holds it.");
        RefusedOnes.Add(NameOf(delivery));
        AllowOneMore(NameOf(delivery));
    }

    /// <summary>What was done and not settled will be done again; never where both commit together.</summary>
    public void AllowOneMore(string name)
    {
        if (Plan.Style != Style.Transaction)
            Ledger.AllowOneMore(name);
    }

    public void Violated(string what) => violations.Add(what);

    public void Calm()
    {
        Chances = default;
        Dependency.IsUp = true;
    }

    public IReadOnlyList<string> Check()
    {
        foreach (var name in File.In)
            Ledger.Expect(name, Keys.GetValueOrDefault(name), FateOf(name));
        foreach (var name in File.Effects)
            Ledger.Begin(name, "commit").Ok();
        var dead = File.Dead.Concat(Parked.Unresolved.Select(l => NameOf(l.Delivery))).ToList();
        var done = File.Out.Except(dead, StringComparer.Ordinal).ToList();
        return
        [
            .. violations,
            .. TotalCheck.Of(Ledger, done, dead).Violations,
            .. WindowCheck.Of(Ledger),
            .. OrderCheck.Of(Ledger, dead),
            .. LivenessCheck.Of(File.Waiting, File.Leased, Workers.SelectMany(w => w.Pipelines)),
            .. OwnersLeft(),
        ];
    }

    public void Dispose()
    {
        foreach (var worker in Workers)
            worker.Dispose();
        Sender.Dispose();
        File.Dispose();
    }

    // A sound message whose processes died again and again can't be told from a killer.
    private Testing.Fate FateOf(string name) => FaultOf(name) switch
    {
        null or MessageFault.Slow or MessageFault.Flaky => deaths.GetValueOrDefault(name) >= 3 ? Testing.Fate.Either : Testing.Fate.Done,
        _ => Testing.Fate.Parked,
    };

    private IEnumerable<string> OwnersLeft() =>
        File.Owners.Count > Workers.Count(w => !w.Process.IsKilled) ? [$"Owners of dead processes are left: {string.Join(", ", File.Owners)}."] : [];

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
