using System.Data.Common;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Penstock.Cli;

/// <summary>The status for a person at a terminal, drawn anew four times a second.</summary>
internal static class LivePicture
{
    private const int Names = 5;
    private const int FramesAverage = 8;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(250);

    public static async Task ShowAsync(UpStatus status, Task running, Session session)
    {
        var console = Screen.Of(session);
        var rate = new Rate(status.Figures.MarkedNow, Frame * FramesAverage, session.Time);
        IReadOnlyList<(string Name, string? Key)> newest = [];
        long namedAt = -1;
        await console.Live(Picture(status, newest, 0, session)).StartAsync(async live =>
        {
            while (!running.IsCompleted)
            {
                if (status.Figures.MarkedNow != namedAt)
                    (namedAt, newest) = (status.Figures.MarkedNow, await NewestAsync(status, newest));
                live.UpdateTarget(Picture(status, newest, rate.Next(status.Figures.MarkedNow), session));
                await Task.WhenAny(running, Task.Delay(Frame, session.Time, CancellationToken.None));
            }

            live.UpdateTarget(Picture(status, newest, 0, session, "stopped"));
        });
        console.WriteLine("Stopped; start it again to go on.");
    }

    private static async Task<IReadOnlyList<(string Name, string? Key)>> NewestAsync(UpStatus status, IReadOnlyList<(string Name, string? Key)> before)
    {
        try
        {
            return await status.NewestAsync(Names);
        }
        catch (DbException)
        {
            // The picture is not worth an error; the marker tells what is wrong with its store.
            return before;
        }
    }

    private static Panel Picture(UpStatus status, IReadOnlyList<(string Name, string? Key)> newest, double rate, Session session, string? state = null)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap());
        Row(grid, "folder", new Text(status.Watched) { Overflow = Overflow.Ellipsis });
        Row(grid, "catalogued", new Text($"{status.Figures.Catalogued:N0} files"));
        Row(grid, "marked", new Markup($"[green]{status.Figures.Marked:N0}[/]  ({rate:N0} a second)"));
        Row(grid, "to do", new Text($"{status.Backlog:N0}"));
        Row(grid, "dead letters", new Markup(status.Figures.DeadLetters > 0 ? $"[red]{status.Figures.DeadLetters:N0}[/]" : "0"));
        for (var i = 0; i < Names; i++)
            Row(grid, i == 0 ? "last marked" : "", new Text(i < newest.Count ? Line(newest[i]) : "") { Overflow = Overflow.Ellipsis });
        Row(grid, "this machine", new Text(status.Snapshots is { } snapshots ? $"{snapshots:N0} snapshots stored" : "no HTTP, no snapshots"));
        Row(grid, "chat", new Text(status.Sent is { } sent ? $"{sent:N0} messages at their channels" : "no HTTP, nobody talks"));
        Row(grid, "metrics", new Text(status.Url is { } url ? $"{url}/metrics" : "no HTTP"));
        Row(grid, "log", new Text(status.Data.Log) { Overflow = Overflow.Ellipsis });
        return new Panel(grid) { Header = new PanelHeader($" penstock: {Markup.Escape(state ?? State(status, session))} "), Border = BoxBorder.Rounded };
    }

    private static string State(UpStatus status, Session session) =>
        session.Stopping.IsCancellationRequested ? "stopping"
        : status.WaitsFor is { } reason ? $"waits for {reason}"
        : "running, Ctrl-C stops it";

    private static string Line((string Name, string? Key) named) => $"{named.Name}  {Path.GetFileName(named.Key)}".ReplaceLineEndings("?");

    private static void Row(Grid grid, string label, IRenderable value) => grid.AddRow(new Text(label, new Style(Color.Grey)), value);
}
