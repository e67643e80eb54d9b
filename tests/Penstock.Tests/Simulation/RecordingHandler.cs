using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Uses the dependency, takes a moment, and writes each effect into the ledger or the batch's transaction.</summary>
internal sealed class RecordingHandler(World world, SimulatedProcess process, Trace trace) : IHandler<Delivery>, IBatchHandler<Delivery>
{
    public async ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp) =>
        await HandleAsync([message], giveUp);

    public async ValueTask HandleAsync(IReadOnlyList<Delivery> messages, Batch batch, CancellationToken giveUp)
    {
        if (world.Sabotage.Outside || batch.Transaction is not MemoryTransaction transaction)
        {
            await HandleAsync(messages, giveUp);
            return;
        }

        await WorkAsync(giveUp);
        foreach (var message in messages)
            transaction.Write(message.Origin);
    }

    private async ValueTask HandleAsync(IReadOnlyList<Delivery> messages, CancellationToken giveUp)
    {
        await WorkAsync(giveUp);
        var effects = messages.Select(m => world.Ledger.Begin(m.Origin, process.Name)).ToList();
        // Killed here, nobody knows.
        await Task.Yield();
        effects.ForEach(e => e.Ok());
        trace.Did(messages);
    }

    private async ValueTask WorkAsync(CancellationToken giveUp)
    {
        world.Dependency.Use();
        if (world.Chance.Next(3) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(world.Chance.Next(1, 400)), process.Clock, giveUp);
        world.Dependency.Use();
    }
}
