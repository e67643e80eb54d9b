namespace Penstock.Cli;

/// <summary>The status where nobody looks on: a line when it is ready, then a line when something has changed.</summary>
internal static class StatusLines
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    public static async Task WriteAsync(UpStatus status, Task running, Session session)
    {
        session.Output.WriteLine($"ready: {status.Url ?? "no HTTP"}, catalogues {status.Watched}, logs to {status.Data.Log}");
        var last = "";
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(Between, session.Time, CancellationToken.None));
            last = Tell(status, last, session);
        }

        Tell(status, last, session);
        session.Output.WriteLine("stopped; start it again to go on.");
    }

    private static string Tell(UpStatus status, string last, Session session)
    {
        var now = status.WaitsFor is { } reason ? $"{status}, waits for {reason}" : status.ToString();
        if (now != last)
            session.Output.WriteLine(now);
        return now;
    }
}
