namespace Penstock.Relational;

/// <summary>One step of a schema.</summary>
/// <param name="Version">1, 2, 3 … within its set.</param>
/// <param name="Name">What it does, in a few words.</param>
/// <param name="Statements">Its SQL.</param>
public sealed record Migration(int Version, string Name, Func<Dialect, IEnumerable<string>> Statements)
{
    /// <summary>What has to be done to the rows before the step can be taken; null for nothing.</summary>
    public IPreparation? Preparation { get; init; }
}
