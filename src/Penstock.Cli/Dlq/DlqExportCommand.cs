using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq export</c>: letters as lines of JSON.</summary>
internal static class DlqExportCommand
{
    public static Command Create(Session session)
    {
        var (store, letters) = (DlqDesk.Flags(), new LetterFlags("At most that many, the first parked first."));
        var file = new Option<string?>("--out") { HelpName = "file", Description = "Write there, with a progress bar. [default: the standard output]" };
        var command = new Command("export", "Write dead letters as one JSON object a line: a body that is no text in base64.") { file };
        letters.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var filter = letters.Read(parsed);
            await using var desk = await DlqDesk.OpenAsync(store, filter.Pipeline, changes: false, parsed, session);
            if (parsed.GetValue(file) is { } path)
                await ToFileAsync(desk.Home, filter, Path.GetFullPath(path, session.Folder), session);
            else
                await WriteAsync(desk.Home, filter, session.Output, _ => { }, session);
        });
        return command;
    }

    private static async Task ToFileAsync(IDeadLetterHome home, LetterFilter filter, string path, Session session)
    {
        var whole = (await home.CountAsync(filter, session.Stopping)).Letters;
        var written = await LongWork.ShowAsync(session, "exporting", async work =>
        {
            await using var output = new StreamWriter(path);
            return await WriteAsync(home, filter, output, count => work.At($"{count:N0} of {whole:N0} letters", count, whole), session);
        });
        await session.Output.WriteLineAsync($"{written:N0} dead letters are in {path}.");
    }

    private static async Task<long> WriteAsync(IDeadLetterHome home, LetterFilter filter, TextWriter output, Action<long> progress, Session session)
    {
        var written = 0L;
        await foreach (var letter in home.ReadAsync(filter, session.Stopping))
        {
            await output.WriteLineAsync(JsonText.Of(json => LetterText.Content(json, letter)));
            progress(++written);
        }

        return written;
    }
}
