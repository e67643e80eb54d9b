using Spectre.Console;

namespace Penstock.Cli;

/// <summary>The output as a console that knows what the terminal can do. Colours only on a terminal, and never with NO_COLOR.</summary>
internal static class Screen
{
    private const int WidthOfFile = 160;

    public static IAnsiConsole Of(Session session)
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
            console.Profile.Width = WidthOfFile;
        return console;
    }
}
