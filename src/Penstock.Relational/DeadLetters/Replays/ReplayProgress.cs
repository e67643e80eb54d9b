namespace Penstock.Relational;

/// <summary>Counts what this process brought back, without asking the store.</summary>
internal sealed class ReplayProgress(Replay start, Action<Replay> progress) : IPassObserver
{
    private Replay sofar = start;

    public void Settled(Pass pass)
    {
        sofar = sofar with { Done = sofar.Done + pass.Verdicts.Count(v => v.Settlement is Settlement.Complete) };
        progress(sofar);
    }

    public void Failed(Exception error)
    {
        // The pipeline waits, and goes on when the store is back.
    }
}
