using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>pipeline show</c>: one pipeline, replica by replica.</summary>
internal static class PipelineShowCommand
{
    public static Command Create(Session session)
    {
        var (pipeline, flags, json) = (PipelineArgument.Create(), new StoreFlags(), JsonFlag.Create());
        var command = new Command("show", "One pipeline, replica by replica.") { pipeline, json };
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, OwnerSchema.Set, ControlSchema.Set);
            var (control, name) = (new ControlStore(store), parsed.GetRequiredValue(pipeline));
            var status = await control.FindAsync(name, session.Stopping)
                ?? throw await PipelineArgument.UnknownAsync(control, name, store.Display, session.Stopping);
            if (parsed.GetValue(json))
                session.Output.WriteLine(JsonText.Of(writer => StatusText.Write(writer, status)));
            else
                Show(status, session);
        });
        return command;
    }

    private static void Show(PipelineStatus status, Session session)
    {
        var (desired, now) = (status.Desired, session.Time.GetUtcNow());
        session.Output.WriteLine($"{desired.Pipeline}: {StatusText.Obedience(status)}");
        session.Output.WriteLine($"wanted: {StatusText.Wanted(desired)}, generation {desired.Generation}");
        if (StatusText.Change(desired, now) is { } change)
            session.Output.WriteLine($"changed: {Shown.Plain(change)}");
        if (status.Replicas.Count > 0)
            Replicas(now).Write([.. status.Replicas], false, "", session);
    }

    private static Listing<Replica> Replicas(DateTimeOffset now) => new(
        (_, _) => { },
        new("replica", replica => replica.Place),
        new("does", replica => replica.IsLive ? StatusText.Name(replica.State) : "silent"),
        new("generation", replica => Shown.Count(replica.Generation), IsNumber: true),
        new("in hand", replica => Shown.Count(replica.InHand), IsNumber: true),
        new("since", replica => Shown.Age(now - replica.UpdatedAt), IsNumber: true));
}
