using System.CommandLine;
using System.Text;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq edit</c>: what a letter will be sent back with.</summary>
internal static class DlqEditCommand
{
    public static Command Create(Session session)
    {
        var (store, id) = (DlqDesk.Flags(), LetterId.Argument());
        var body = new Option<string?>("--body") { HelpName = "text", Description = "The new body." };
        var file = new Option<string?>("--body-file") { HelpName = "file", Description = "The new body, byte for byte; - is the standard input." };
        var headers = new Option<string[]>("--header") { HelpName = "name=value", Description = "Set a header; may be given again." };
        var without = new Option<string[]>("--without-header") { HelpName = "name", Description = "Remove a header; may be given again." };
        var flags = new ValueFlags(new SettingOption(LetterId.Pipeline));
        var command = new Command("edit", "Change the body or headers of a dead letter; what was there is kept in its history.") { id, body, file, headers, without };
        flags.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var wanted = LetterId.Read(parsed.GetRequiredValue(id));
            await using var desk = await DlqDesk.OpenAsync(store, flags.Get(parsed, LetterId.Pipeline), changes: true, parsed, session);
            desk.Require(LetterAct.Edit);
            var letter = await desk.Home.ShowAsync(wanted, session.Stopping) ?? throw LetterId.Missing(wanted, desk.Home);
            var edit = new LetterEdit(
                await BodyAsync(parsed.GetValue(body), parsed.GetValue(file), session),
                Headers(letter.Headers, parsed.GetValue(headers) ?? [], parsed.GetValue(without) ?? []));
            if (edit is { Body: null, Headers: null })
                throw new SettingException("Nothing to change is given: --body, --body-file, --header or --without-header is needed.");
            if (!await desk.Home.EditAsync(wanted, edit, DlqDesk.Who(session), session.Stopping))
                throw new CommandException($"Letter {wanted} is {letter.Letter.State}: only parked letters can be edited.");
            await session.Output.WriteLineAsync($"Letter {wanted} is edited; 'dlq show {wanted}' shows it, with what was there.");
        });
        return command;
    }

    private static async Task<ReadOnlyMemory<byte>?> BodyAsync(string? text, string? file, Session session)
    {
        if (text is not null && file is not null)
            throw new SettingException("--body is given beside --body-file: one of the two is allowed.");
        if (file is null)
            return text is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(text);
        if (file == "-")
        {
            await using var input = session.OpenInput();
            using var all = new MemoryStream();
            await input.CopyToAsync(all, session.Stopping);
            return all.ToArray();
        }

        var path = Path.GetFullPath(file, session.Folder);
        return File.Exists(path)
            ? await File.ReadAllBytesAsync(path, session.Stopping)
            : throw new SettingException($"--body-file is '{file}': there is no such file.");
    }

    // Null: they stay as they are.
    private static Dictionary<string, string>? Headers(IReadOnlyDictionary<string, string> now, string[] set, string[] removed)
    {
        if (set.Length + removed.Length == 0)
            return null;

        var headers = new Dictionary<string, string>(now, StringComparer.Ordinal);
        foreach (var name in removed)
        {
            if (!headers.Remove(name))
                throw new SettingException($"--without-header is '{name}': the letter has no such header.");
        }

        foreach (var header in set)
        {
            var at = header.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new SettingException($"--header is '{header}': name=value is allowed.");
            headers[header[..at]] = header[(at + 1)..];
        }

        return headers;
    }
}
