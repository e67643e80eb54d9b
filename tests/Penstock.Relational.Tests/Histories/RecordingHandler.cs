using System.Data.Common;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Uses the dependency, takes a moment, and writes each effect into the ledger.</summary>
internal sealed class RecordingHandler(World world, SimulatedProcess process, MessageFaults faults) : IHandler<Delivery>, IBatchHandler<Delivery>
{
    public ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp) => HandleAsync([message], giveUp);

    public ValueTask HandleAsync(IReadOnlyList<Delivery> messages, Batch batch, CancellationToken giveUp) =>
        batch.Transaction is null ? HandleAsync(messages, giveUp) : InTransactionAsync(messages, batch.Transaction, giveUp);

    private void Note(IReadOnlyList<Delivery> messages) =>
        world.Handled.AddRange(messages.Select(m => new Handled(World.NameOf(m), process.Name, m.Failures, m.Claims, messages.Count)));

    // Effects first: what fails then must be taken back.
    private async ValueTask InTransactionAsync(IReadOnlyList<Delivery> messages, DbTransaction transaction, CancellationToken giveUp)
    {
        Note(messages);
        foreach (var message in messages)
            await transaction.Command("INSERT INTO history_effects VALUES (@name)", ("name", World.NameOf(message))).RunAsync(giveUp);
        foreach (var message in messages)
            await faults.ApplyAsync(World.NameOf(message), giveUp);
        world.Dependency.Use();
    }

    private async ValueTask HandleAsync(IReadOnlyList<Delivery> messages, CancellationToken giveUp)
    {
        Note(messages);
        foreach (var message in messages)
            await faults.ApplyAsync(World.NameOf(message), giveUp);
        world.Dependency.Use();
        if (world.Chance.Next(3) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(world.Chance.Next(1, 400)), process.Clock, giveUp);
        world.Dependency.Use();
        var effects = messages.Select(m => world.Ledger.Begin(World.NameOf(m), process.Name)).ToList();
        // Killed here, nobody knows.
        await Task.Yield();
        effects.ForEach(e => e.Ok());
        world.Tell(process.Name, $"did {string.Join(", ", messages.Select(World.NameOf))}");
    }
}
