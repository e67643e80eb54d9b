using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>No change of many things without a person's or a script's word.</summary>
internal static class YesFlag
{
    public static Option<bool> Create() => new("--yes", "-y") { Description = "Do it without asking." };

    /// <param name="yes">What <c>--yes</c> said.</param>
    /// <param name="change">What is about to happen, as it stands before a question mark: <c>Discard 12 dead letters</c>.</param>
    /// <param name="session">Asks and answers, where it can.</param>
    /// <exception cref="SettingException">Nobody can be asked.</exception>
    /// <exception cref="CommandException">The answer was no.</exception>
    public static async Task RequireAsync(bool yes, string change, Session session)
    {
        if (yes)
            return;
        if (!session.CanAsk)
            throw new SettingException($"--yes is missing: '{change}?' can't be asked without a terminal.");
        await session.Error.WriteAsync($"{change}? [y/N] ");
        var answer = await Task.Run(session.Input.ReadLine).WaitAsync(session.Stopping);
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
            throw new CommandException("Nothing was changed.");
    }
}
