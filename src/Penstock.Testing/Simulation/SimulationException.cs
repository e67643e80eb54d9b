namespace Penstock.Testing;

/// <summary>A simulated script did not come to its end.</summary>
public sealed class SimulationException(string message) : Exception(message);
