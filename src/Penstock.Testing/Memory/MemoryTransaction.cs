using System.Data;
using System.Data.Common;

namespace Penstock.Testing;

/// <summary>Effects that become visible with the settlement of their batch, with savepoints.</summary>
public sealed class MemoryTransaction : DbTransaction
{
    private readonly Dictionary<string, int> savepoints = new(StringComparer.Ordinal);
    private readonly List<string> effects = [];

    internal MemoryTransaction()
    {
    }

    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    public override bool SupportsSavepoints => true;

    protected override DbConnection? DbConnection => null;

    internal IReadOnlyList<string> Effects => effects;

    public void Write(string effect) => effects.Add(effect);

    public override void Commit() => throw new NotSupportedException("The source commits, when the batch is settled.");

    public override void Rollback() => effects.Clear();

    public override void Save(string savepointName) => savepoints[savepointName] = effects.Count;

    public override void Rollback(string savepointName)
    {
        var at = At(savepointName);
        effects.RemoveRange(at, effects.Count - at);
    }

    public override void Release(string savepointName)
    {
        At(savepointName);
        savepoints.Remove(savepointName);
    }

    private int At(string savepointName) => savepoints.TryGetValue(savepointName, out var at)
        ? at
        : throw new InvalidOperationException($"There is no savepoint '{savepointName}'.");
}
