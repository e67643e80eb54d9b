using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Writes each effect into the ledger, or into the transaction of its settlement. A dead process's handler never ends.</summary>
internal sealed class RealHandler(RealWorld world, RealProcess process, MessageFaults faults) : IHandler<Delivery>, IBatchHandler<Delivery>
{
    public async ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp)
    {
        await faults.ApplyAsync(World.NameOf(message), giveUp);
        if (process.IsDead)
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, giveUp);
        world.Ledger.Begin(World.NameOf(message), process.Name).Ok();
    }

    public async ValueTask HandleAsync(IReadOnlyList<Delivery> messages, Batch batch, CancellationToken giveUp)
    {
        foreach (var message in messages)
            await batch.Transaction!.Command("INSERT INTO history_effects VALUES (@name)", ("name", World.NameOf(message))).RunAsync(giveUp);
        foreach (var message in messages)
            await faults.ApplyAsync(World.NameOf(message), giveUp);
    }
}
