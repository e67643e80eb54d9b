using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>What the parser refused, as one sentence.</summary>
internal static class BadInput
{
    /// <summary>Null where there is nothing to refuse, or help was asked for.</summary>
    public static string? In(ParseResult parsed)
    {
        if (parsed.Errors.Count == 0 || parsed.Action is HelpAction)
            return null;
        if (parsed.UnmatchedTokens is [var token, ..])
            return Unknown(CommandBefore(token, parsed), token);
        return parsed.CommandResult.Command is { Subcommands: [_, ..] commands, Action: null } group
            ? $"'{PathOf(group)}' needs a command: {string.Join(", ", commands.Select(command => command.Name))}."
            : Refused(parsed);
    }

    // What follows an unknown command may be known again: it must not be blamed.
    private static Command CommandBefore(string token, ParseResult parsed)
    {
        var named = parsed.Tokens.TakeWhile(before => before.Value != token || before.Type == TokenType.Command);
        var depth = named.Count(before => before.Type == TokenType.Command);
        var path = Path(parsed.CommandResult.Command).ToList();
        return path[Math.Min(depth, path.Count - 1)];
    }

    private static string Unknown(Command command, string token)
    {
        if (token.StartsWith('-') && token.Length > 1)
            return Near($"{Name(token)} is no option of '{PathOf(command)}'", Name(token), OptionsOf(command));
        return command.Subcommands.Count > 0
            ? Near($"'{token}' is no command of '{PathOf(command)}'", token, command.Subcommands.Select(sub => sub.Name))
            : $"'{token}' is one argument too many for '{PathOf(command)}'.";
    }

    private static string Refused(ParseResult parsed)
    {
        var missing = parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Required && parsed.GetResult(option) ?.IdentifierTokenCount is null or 0);
        if (missing is not null)
            return $"{missing.Name} is missing: {Allowed(missing)} is needed.";
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { IdentifierTokenCount: > 1 } twice => $"{twice.Option.Name} is given {twice.IdentifierTokenCount} times: once is allowed.",
            OptionResult { Tokens.Count: 0 } empty => $"{empty.Option.Name} has no value: {Allowed(empty.Option)} is needed.",
            ArgumentResult { Tokens.Count: 0 } absent => $"{absent.Argument.HelpName ?? absent.Argument.Name} is missing: '{PathOf(parsed.CommandResult.Command)} --help' says more.",
            _ => error.Message,
        };
    }

    private static string Allowed(Option option) => option is SettingOption { Setting: var setting } ? setting.Allowed : "a value";

    private static string Name(string token) => token.Split('=', ':')[0];

    private static IEnumerable<string> OptionsOf(Command command) => command.Options.Select(option => option.Name).Append("--help");

    private static string Near(string sentence, string token, IEnumerable<string> known)
    {
        var names = known.ToList();
        return NearestName.Of(token, names) is { } near
            ? $"{sentence}: did you mean {near}?"
            : $"{sentence}: {string.Join(", ", names)} {(names.Count == 1 ? "is" : "are")} allowed.";
    }

    private static string PathOf(Command command) => string.Join(' ', Path(command).Skip(1).Select(part => part.Name).Prepend("penstock"));

    // From the program down.
    private static IEnumerable<Command> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command) : [command];
}
