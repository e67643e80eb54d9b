namespace Penstock.Relational;

/// <summary>A batch's verdicts, each kind by itself.</summary>
internal sealed class SettlementKinds
{
    public SettlementKinds(IReadOnlyList<Verdict> verdicts, bool parks, bool releasesInMemory)
    {
        All = verdicts;
        for (var i = 0; i < verdicts.Count; i++)
            ListOf(verdicts[i].Settlement, parks).Add(verdicts[i]);
        IsOnlyDone = Done.Count == verdicts.Count;
        Writes = !releasesInMemory || Released.Count < verdicts.Count;
    }

    public IReadOnlyList<Verdict> All { get; }

    public List<Verdict> Done { get; } = [];

    public List<Verdict> Dead { get; } = [];

    public List<Verdict> Retried { get; } = [];

    public List<Verdict> Released { get; } = [];

    public bool IsOnlyDone { get; }

    /// <summary>The store has to be told.</summary>
    public bool Writes { get; }

    private List<Verdict> ListOf(Settlement settlement, bool parks) => settlement switch
    {
        Settlement.Complete => Done,
        Settlement.DeadLetter when parks => Dead,
        Settlement.DeadLetter => throw new InvalidOperationException("This queue does not park dead letters itself, and nobody did before it."),
        Settlement.Retry => Retried,
        _ => Released,
    };
}
