using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>queue list</c>: how each queue stands.</summary>
internal static class QueueListCommand
{
    private static readonly Listing<QueueFigures> Figures = new(
        (json, queue) =>
        {
            json.WriteString("queue", queue.Queue);
            json.WriteNumber("waiting", queue.Waiting);
            json.WriteNumber("later", queue.Later);
            json.WriteNumber("in_hand", queue.InHand);
            json.WriteNumber("keyed", queue.Keyed);
            json.WriteNumber("counted_up_to", QueueFigures.Cap);
            json.WriteSeconds("oldest_seconds", queue.Oldest);
        },
        new("queue", queue => queue.Queue),
        new("waiting", queue => Shown.Count(queue.Waiting, QueueFigures.Cap), IsNumber: true),
        new("keyed", queue => Shown.Count(queue.Keyed, QueueFigures.Cap), IsNumber: true),
        new("later", queue => Shown.Count(queue.Later, QueueFigures.Cap), IsNumber: true),
        new("in hand", queue => Shown.Count(queue.InHand, QueueFigures.Cap), IsNumber: true),
        new("oldest", queue => queue.Oldest is { } oldest ? Shown.Age(oldest) : null, IsNumber: true));

    public static Command Create(Session session)
    {
        var (flags, json) = (new StoreFlags(), JsonFlag.Create());
        var command = new Command("list", "Each queue that has messages: what waits, what waits for a retry or a delay, what is in hand.") { json };
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, OwnerSchema.Set, QueueSchema.Set);
            Figures.Write(await new QueueView(store).ListAsync(session.Stopping), parsed.GetValue(json), "No queue has a message.", session);
        });
        return command;
    }
}
