using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq groups</c>: what goes wrong, and how often.</summary>
internal static class DlqGroupsCommand
{
    private static readonly Setting<string?> Pipeline = Setting.OptionalText("Pipeline", null, "Letters of this pipeline.");
    private static readonly Setting<string?> Match = Setting.OptionalText("Match", null, "Groups whose error holds this text, or the one with this fingerprint.");
    private static readonly Setting<int> Limit = Setting.Int("Limit", null, 50, 1, 10_000, "At most that many.");

    public static Command Create(Session session)
    {
        var (store, json) = (DlqDesk.Flags(), JsonFlag.Create());
        var flags = new ValueFlags(new SettingOption(Pipeline), new SettingOption(Match), new SettingOption(Limit));
        var command = new Command("groups", "Count dead letters by their error, the largest group first.") { json };
        flags.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var filter = new LetterFilter { Pipeline = flags.Get(parsed, Pipeline), Match = flags.Get(parsed, Match) };
            await using var desk = await DlqDesk.OpenAsync(store, filter.Pipeline, changes: false, parsed, session);
            var groups = await desk.Home.GroupsAsync(filter, flags.Get(parsed, Limit), session.Stopping);
            Listing(session).Write([.. groups], parsed.GetValue(json), "No dead letters.", session);
        });
        return command;
    }

    private static Listing<LetterGroup> Listing(Session session) => new(
        (json, group) =>
        {
            json.WriteString("pipeline", group.Pipeline);
            json.WriteString("fingerprint", group.Fingerprint);
            json.WriteNumber("letters", group.Letters);
            json.WriteString("error_type", group.Type);
            json.WriteString("error", group.Text);
            json.WriteString("first_at", group.FirstAt);
            json.WriteString("last_at", group.LastAt);
        },
        new("letters", group => $"{group.Letters:N0}", IsNumber: true),
        new("pipeline", group => group.Pipeline),
        new("fingerprint", group => group.Fingerprint),
        new("last", group => Shown.Age(session.Time.GetUtcNow() - group.LastAt), IsNumber: true),
        new("error", group => group.Type.Length > 0 ? $"{group.Type}: {group.Text}" : group.Text));
}
