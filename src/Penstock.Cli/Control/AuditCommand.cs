using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>audit</c>: who changed what, when and why.</summary>
internal static class AuditCommand
{
    private const int Most = 10_000;

    private static readonly Setting<int> Limit = Setting.Int("Limit", null, 50, 1, Most, "At most so many, the newest.");

    public static Command Create(Session session)
    {
        var target = new Option<string?>("--target") { HelpName = "name", Description = "Only changes of that pipeline or message." };
        var (flags, json, limit) = (new StoreFlags(), JsonFlag.Create(), new ValueFlags(new SettingOption(Limit)));
        var command = new Command("audit", "Who changed what, when and why; the newest first.") { target, json };
        limit.AddTo(command);
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, ControlSchema.Set);
            var lines = await new Audit(store).ListAsync(parsed.GetValue(target), limit.Get(parsed, Limit), session.Stopping);
            Lines.Write([.. lines], parsed.GetValue(json), "Nobody has changed anything yet.", session);
        });
        return command;
    }

    private static readonly Listing<AuditLine> Lines = new(
        (json, line) =>
        {
            json.WriteNumber("id", line.Id);
            json.WriteString("at", line.At.UtcDateTime);
            json.WriteString("who", line.Entry.Who);
            json.WriteString("action", line.Entry.Action);
            json.WriteString("target", line.Entry.Target);
            json.WriteString("details", line.Entry.Details);
            json.WriteString("why", line.Entry.Why);
        },
        new("at", line => line.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)),
        new("who", line => line.Entry.Who),
        new("action", line => line.Entry.Action),
        new("target", line => line.Entry.Target),
        new("details", line => line.Entry.Details),
        new("why", line => line.Entry.Why));
}
