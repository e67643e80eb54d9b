using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Tells a history line by line, for whoever looks into a seed.</summary>
internal sealed class Trace(World world, SimulatedProcess process) : IPassObserver
{
    public void Settled(Pass pass) => Tell($"settled {string.Join(", ", pass.Verdicts.Select(v => $"{v.Delivery.Origin} {v.Settlement.GetType().Name}"))}");

    public void Failed(Exception error) => Tell($"failed: {error.Message}");

    public void Did(IEnumerable<Delivery> messages) => Tell($"did {string.Join(", ", messages.Select(m => m.Origin))}");

    private void Tell(string what) => world.Told?.Add($"{world.Simulation.Clock.GetUtcNow():HH:mm:ss.fff} {process.Name} {what}");
}
