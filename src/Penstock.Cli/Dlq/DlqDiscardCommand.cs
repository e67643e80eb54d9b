using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq discard</c>: letters nobody needs.</summary>
internal static class DlqDiscardCommand
{
    public static Command Create(Session session)
    {
        var (store, letters, json) = (DlqDesk.Flags(), new LetterFlags("At most that many, the first parked first."), JsonFlag.Create());
        var (all, yes) = (AllFlag.Create("dead letters"), YesFlag.Create());
        var dryRun = new Option<bool>("--dry-run") { Description = "Say how many it would be, and change nothing." };
        var command = new Command("discard", "Discard dead letters: they stay on record for a while, and nobody handles them.") { all, yes, dryRun, json };
        letters.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            AllFlag.Require(parsed, all, letters.Filters);
            var filter = letters.Read(parsed);
            await using var desk = await DlqDesk.OpenAsync(store, filter.Pipeline, !parsed.GetValue(dryRun), parsed, session);
            desk.Require(LetterAct.Discard);
            return await RunAsync(desk, filter, parsed.GetValue(dryRun), parsed.GetValue(yes), parsed.GetValue(json), session);
        });
        return command;
    }

    private static async Task<int> RunAsync(DlqDesk desk, LetterFilter filter, bool dryRun, bool yes, bool json, Session session)
    {
        var found = await desk.Home.CountAsync(filter, session.Stopping);
        if (dryRun)
        {
            Tell(json, found.Letters, 0, $"{found.Letters:N0} dead letters would be discarded ({filter}); nothing was changed.", session);
            return 0;
        }

        if (found.Letters > 0)
            await YesFlag.RequireAsync(yes, $"Discard {found.Letters:N0} dead letters ({filter})", session);
        var sofar = 0L;
        try
        {
            await LongWork.ShowAsync(session, "discarding", async work => await desk.Home.DiscardAsync(
                filter with { UpTo = found.UpTo ?? 0 },
                DlqDesk.Who(session),
                count => work.At($"{sofar = count:N0} of {found.Letters:N0} discarded", count, found.Letters),
                session.Stopping));
            Tell(json, found.Letters, sofar, $"{sofar:N0} dead letters are discarded.", session);
            return 0;
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            await session.Error.WriteLineAsync($"penstock: stopped: {sofar:N0} are discarded, the others stay parked. The same command goes on.");
            throw;
        }
    }

    private static void Tell(bool json, long found, long discarded, string sentence, Session session) =>
        session.Output.WriteLine(json
            ? JsonText.Of(writer =>
            {
                writer.WriteNumber("found", found);
                writer.WriteNumber("discarded", discarded);
            })
            : sentence);
}
