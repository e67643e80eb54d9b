using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Tells a history line by line, for whoever looks into a seed.</summary>
internal sealed class Telling(World world, SimulatedProcess process) : IPassObserver
{
    public void Settled(Pass pass) =>
        world.Tell(process.Name, $"settled {string.Join(", ", pass.Verdicts.Select(v => $"{World.NameOf(v.Delivery)} {v.Settlement.GetType().Name}"))}");

    public void Failed(Exception error) => world.Tell(process.Name, $"failed: {error.Message}");
}
