using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq list</c>: the newest dead letters.</summary>
internal static class DlqListCommand
{
    private const int Limit = 50;

    public static Command Create(Session session)
    {
        var (store, letters, json) = (DlqDesk.Flags(), new LetterFlags($"At most that many. [default: {Limit}]"), JsonFlag.Create());
        var command = new Command("list", "List dead letters that wait for somebody, the newest first.") { json };
        letters.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var filter = letters.Read(parsed);
            await using var desk = await DlqDesk.OpenAsync(store, filter.Pipeline, changes: false, parsed, session);
            var page = await desk.Home.ListAsync(filter with { Limit = filter.Limit ?? Limit }, session.Stopping);
            LetterText.Listing(session).Write(page.Letters, parsed.GetValue(json), "No dead letters.", session);
            foreach (var note in new[] { page.Bounded, filter.Pipeline is null ? await desk.ElsewhereAsync(store, parsed, session) : null }.OfType<string>())
                await session.Error.WriteLineAsync($"penstock: {note}");
        });
        return command;
    }
}
