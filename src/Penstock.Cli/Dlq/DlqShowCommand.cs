using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>dlq show</c>: all that is known of one letter.</summary>
internal static class DlqShowCommand
{
    public static Command Create(Session session)
    {
        var (store, id, json) = (DlqDesk.Flags(), LetterId.Argument(), JsonFlag.Create());
        var flags = new ValueFlags(new SettingOption(LetterId.Pipeline));
        var command = new Command("show", "Show a dead letter: why, what, and what was done to it.") { id, json };
        flags.AddTo(command);
        store.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var wanted = LetterId.Read(parsed.GetRequiredValue(id));
            await using var desk = await DlqDesk.OpenAsync(store, flags.Get(parsed, LetterId.Pipeline), changes: false, parsed, session);
            var letter = await desk.Home.ShowAsync(wanted, session.Stopping) ?? throw LetterId.Missing(wanted, desk.Home);
            await session.Output.WriteLineAsync(parsed.GetValue(json) ? JsonText.Of(writer => LetterText.Content(writer, letter)) : Text(letter));
        });
        return command;
    }

    private static string Text(LetterContent content)
    {
        var letter = content.Letter;
        var body = BodyText.Of(content.Body, content.Body.Length);
        var lines = new List<string>
        {
            $"letter {letter.Id} of {letter.Pipeline}, {letter.State}",
            $"from      {letter.Origin}",
            $"back to   {letter.Address ?? "nowhere: its source can't be sent to"}",
            $"key       {letter.Key ?? "none"}",
            $"parked    {letter.ParkedAt:u}, {(letter.Parks == 1 ? "once" : $"{letter.Parks} times")}, after {letter.Failures} failures",
            $"error     {letter.Reason.Type}: {letter.Reason.Message}",
            $"group     {letter.Fingerprint ?? "none"}",
        };
        if (letter.ResolvedAt is { } at)
            lines.Add($"resolved  {at:u} by {letter.ResolvedBy}");
        lines.AddRange(content.Headers.Select(header => $"header    {header.Key}: {header.Value}"));
        lines.AddRange(content.History.Select(happened => $"history   {happened.At:u} {happened.What} by {happened.Who}"));
        // Each on one line; a body is shown as it is, but for what a terminal would obey.
        return string.Join('\n', lines.Select(Shown.Plain).Append($"body      {Shown.Size(content.Body.Length)}{(body.IsHex ? ", hexadecimal" : "")}")
            .Concat(body.Text.Split('\n').Select(Shown.Plain)));
    }
}
