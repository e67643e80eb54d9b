using System.CommandLine;
using System.Globalization;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq replay</c>: letters go back to where they came from.</summary>
internal static class DlqReplayCommand
{
    private static readonly Setting<double?> Rate = Setting.OptionalNumber("Rate", null, 0.001, 1_000_000, "Letters a second. [default: no limit]");
    private static readonly Setting<string?> Resume = Setting.OptionalText("Resume", null, "Go on with this replay.");
    private static readonly Setting<string?> Cancel = Setting.OptionalText("Cancel", null, "End this replay; what is not back stays parked.");

    public static Command Create(Session session)
    {
        var (store, letters, json) = (DlqDesk.Flags(), new LetterFlags("At most that many, the first parked first."), JsonFlag.Create());
        var (all, yes) = (AllFlag.Create("dead letters"), YesFlag.Create());
        var dryRun = new Option<bool>("--dry-run") { Description = "Count them and show some, and change nothing." };
        var stop = new Option<bool>("--stop-on-failure") { Description = "End with the first letter that can't be sent back." };
        var flags = new ValueFlags(new SettingOption(Rate), new SettingOption(Resume), new SettingOption(Cancel));
        var command = new Command("replay", "Send dead letters back to where they came from, the first parked first.") { all, yes, dryRun, stop, json };
        letters.AddTo(command);
        flags.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var (resumed, cancelled) = (flags.Get(parsed, Resume), flags.Get(parsed, Cancel));
            if (resumed is null && cancelled is null)
                AllFlag.Require(parsed, all, letters.Filters);
            var filter = letters.Read(parsed);
            await using var desk = await DlqDesk.OpenAsync(store, filter.Pipeline, !parsed.GetValue(dryRun), parsed, session);
            var run = new ReplayRun(desk, parsed.GetValue(json), session);
            if (cancelled is not null)
                return await run.CancelAsync(Id(Cancel, cancelled));
            if (resumed is not null)
                return await run.ResumeAsync(Id(Resume, resumed));
            if (parsed.GetValue(dryRun))
                return await run.ShowAsync(filter);

            var request = new ReplayRequest(filter, DlqDesk.Who(session), flags.Get(parsed, Rate), parsed.GetValue(stop));
            if (request.Rate is not null || request.StopOnFailure)
                desk.Require(LetterAct.PacedReplay);
            return await run.StartAsync(request, parsed.GetValue(yes));
        });
        return command;
    }

    private static long Id(Setting<string?> setting, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : throw new SettingException($"{setting.Flag} is '{text}': the number of a replay is allowed.");
}
