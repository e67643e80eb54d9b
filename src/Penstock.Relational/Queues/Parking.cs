namespace Penstock.Relational;

/// <summary>Where a source parks dead letters in the transaction of its settlement.</summary>
/// <param name="Pipeline">In whose name.</param>
/// <param name="Home">On the same store.</param>
public sealed record Parking(string Pipeline, IDeadLetters Home);
