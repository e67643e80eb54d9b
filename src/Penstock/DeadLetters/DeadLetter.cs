namespace Penstock;

/// <summary>A delivery that was given up, and why.</summary>
public readonly record struct DeadLetter(string Pipeline, Delivery Delivery, Reason Reason);
