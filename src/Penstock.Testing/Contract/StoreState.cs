namespace Penstock.Testing;

/// <summary>What a store holds, as ids; each as often as it is there.</summary>
/// <param name="Waiting">Neither done nor parked.</param>
/// <param name="Completed">Done.</param>
/// <param name="Dead">In the home of the dead letters.</param>
/// <param name="Effects">Written by <see cref="ISourceFixture.EffectAsync"/> and committed; empty where there are no transactions.</param>
public sealed record StoreState(
    IReadOnlyList<string> Waiting, IReadOnlyList<string> Completed, IReadOnlyList<string> Dead, IReadOnlyList<string> Effects);
