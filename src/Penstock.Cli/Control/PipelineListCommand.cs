using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>pipeline list</c>: what is wanted of each pipeline, and how many replicas do it.</summary>
internal static class PipelineListCommand
{
    public static Command Create(Session session)
    {
        var (flags, json) = (new StoreFlags(), JsonFlag.Create());
        var command = new Command("list", "Each pipeline that ever ran on the store: what is wanted, and what its replicas do.") { json };
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, OwnerSchema.Set, ControlSchema.Set);
            var statuses = await new ControlStore(store).ListAsync(session.Stopping);
            Listing(session.Time.GetUtcNow()).Write([.. statuses], parsed.GetValue(json), "No pipeline has run there yet.", session);
        });
        return command;
    }

    private static Listing<PipelineStatus> Listing(DateTimeOffset now) => new(
        StatusText.Write,
        new("pipeline", status => status.Desired.Pipeline),
        new("wanted", status => StatusText.Name(status.Desired.State)),
        new("limit", status => StatusText.Limit(status.Desired), IsNumber: true),
        new("replicas", StatusText.Obedience),
        new("changed", status => StatusText.Change(status.Desired, now)));
}
