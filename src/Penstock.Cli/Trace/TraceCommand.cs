using System.CommandLine;
using System.Text.Json;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>trace</c>: all that is known of one message.</summary>
internal static class TraceCommand
{
    private static readonly Listing<TraceFact> Facts = new(
        (json, fact) =>
        {
            json.WriteString("place", fact.Place);
            json.WriteSeconds("age_seconds", fact.Age);
            json.WriteString("what", fact.What);
            foreach (var (name, value) in fact.Details)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }
        },
        new("age", fact => fact.Age is { } age ? Shown.Age(age) : null, IsNumber: true),
        new("place", fact => fact.Place),
        new("what", fact => fact.What));

    public static Command Create(Session session)
    {
        var id = new Argument<string>("id") { HelpName = "id", Description = "The message's origin, such as emails/123." };
        var (flags, json) = (new StoreFlags(), JsonFlag.Create());
        var command = new Command("trace", "All that is known of one message: in its queue, in the journal, among the dead letters.") { id, json };
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var origin = parsed.GetRequiredValue(id);
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, OwnerSchema.Set, QueueSchema.Set);
            var facts = await new Traces(store).ReadAsync(origin, session.Stopping);
            Facts.Write(facts, parsed.GetValue(json), $"Nothing is known of {origin} on {store.Display}: it was handled, or never there.", session);
        });
        return command;
    }
}
