using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>A batch with a transaction whose every call is written down.</summary>
internal sealed class SavingBatch(IReadOnlyList<Delivery> items) : Batch(items, new MemoryTransaction())
{
    public List<string> Calls { get; } = [];

    public IReadOnlyList<string> Effects => ((MemoryTransaction)Transaction!).Effects;

    public Func<Exception?> Verifying { get; set; } = () => null;

    public bool IsGone { get; set; }

    public void Write(string effect) => ((MemoryTransaction)Transaction!).Write(effect);

    public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp)
    {
        Calls.Add($"running {string.Join(' ', running.Select(d => d.Origin))}");
        return ValueTask.CompletedTask;
    }

    public override ValueTask SaveAsync(bool again, CancellationToken giveUp)
    {
        Calls.Add(again ? "save again" : "save");
        return base.SaveAsync(again, giveUp);
    }

    public override ValueTask UndoAsync(CancellationToken giveUp)
    {
        Calls.Add("undo");
        return IsGone ? throw new IOException("The connection is gone.") : base.UndoAsync(giveUp);
    }

    public override ValueTask VerifyAsync(CancellationToken giveUp) => Verifying() is { } error ? throw error : ValueTask.CompletedTask;
}
