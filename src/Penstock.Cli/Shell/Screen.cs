using Spectre.Console;

namespace Penstock.Cli;

/// <summary>The output as a console that knows what the terminal can do. Colours only on a terminal, and never with NO_COLOR.</summary>
internal static class Screen
{
    private const int WidthOfFile = 160;

    /// <summary>Off a terminal nothing of a listing is cut off: other programs read it.</summary>
    public const int WidthOfListing = 100_000;

    /// <param name="session">Has the output.</param>
    /// <param name="widthOfFile">Characters on a line where there is no terminal.</param>
    public static IAnsiConsole Of(Session session, int widthOfFile = WidthOfFile)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(session.Output),
            Ansi = session.IsLive ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = session.IsLive ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = !session.IsLive || session.Environment.GetValueOrDefault("NO_COLOR") is { Length: > 0 }
                ? ColorSystemSupport.NoColors
                : ColorSystemSupport.Standard,
        });
        if (!session.IsLive)
            console.Profile.Width = widthOfFile;
        return console;
    }
}
