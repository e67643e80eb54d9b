using System.CommandLine;
using System.Text;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A message as it is given on the command line.</summary>
internal sealed class MessageFlags
{
    private readonly Argument<string?> body = new("body")
    {
        HelpName = "body",
        Description = "The message's text; - takes the standard input.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> file = new("--file") { HelpName = "file", Description = "Take it from this file, as it is." };
    private readonly Option<bool> lines = new("--lines") { Description = "One message for each line of the input; empty lines are none." };
    private readonly Option<string?> key = new("--key") { HelpName = "text", Description = "Messages of one key are handled in order." };
    private readonly Option<string?> unique = new("--unique") { HelpName = "text", Description = "Not added while a message with the same is in the queue." };
    private readonly Option<string[]> headers = new("--header") { HelpName = "name=value", Description = "What travels beside the body; may be given again." };

    public void AddTo(Command command)
    {
        command.Add(body);
        foreach (var option in (Option[])[file, lines, key, unique, headers])
            command.Add(option);
    }

    public bool IsLines(ParseResult parsed) => parsed.GetValue(lines);

    /// <summary>All but the body and the delay.</summary>
    /// <exception cref="SettingException">What is given can't go together, or a header is none.</exception>
    public Message Read(ParseResult parsed)
    {
        if (IsLines(parsed) && parsed.GetValue(unique) is not null)
            throw new SettingException("--unique is given beside --lines: of messages with one unique key only the first would be added.");
        return new Message(ReadOnlyMemory<byte>.Empty)
        {
            Key = NotEmpty("--key", parsed.GetValue(key)),
            UniqueKey = NotEmpty("--unique", parsed.GetValue(unique)),
            Headers = (parsed.GetValue(headers) ?? []).Select(Header).GroupBy(header => header.Name, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, Single, StringComparer.Ordinal),
        };
    }

    /// <exception cref="SettingException">None or two are given, or the file is not there.</exception>
    public Stream OpenBody(ParseResult parsed, Session session) => (parsed.GetValue(body), parsed.GetValue(file)) switch
    {
        (null, null) => throw new SettingException("BODY is missing: a text, - for the standard input, or --file is needed."),
        (not null, not null) => throw new SettingException("--file is given beside BODY: one of the two is allowed."),
        (null, { } path) => OpenFile(path, session),
        ("-", _) => session.OpenInput(),
        _ when IsLines(parsed) => throw new SettingException("--lines is given beside BODY: it goes with --file or - for the standard input."),
        ({ } text, _) => new MemoryStream(Encoding.UTF8.GetBytes(text)),
    };

    private static FileStream OpenFile(string path, Session session)
    {
        var full = Path.GetFullPath(path, session.Folder);
        return File.Exists(full) ? File.OpenRead(full) : throw new SettingException($"--file is '{path}': there is no such file.");
    }

    private static string? NotEmpty(string flag, string? text) =>
        text is "" ? throw new SettingException($"{flag} is '': a text that is not empty is allowed.") : text;

    private static (string Name, string Value) Header(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
        ? (text[..at], text[(at + 1)..])
        : throw new SettingException($"--header is '{text}': name=value is allowed.");

    private static string Single(IGrouping<string, (string Name, string Value)> same) => same.Count() == 1
        ? same.First().Value
        : throw new SettingException($"--header names '{same.Key}' {same.Count()} times: once is allowed.");
}
