using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Penstock.Dev;

/// <summary>
/// Stands between clients and a PostgreSQL server: reads along what the clients send, counts it, and cuts lines. Clients must not
/// encrypt.
/// </summary>
public sealed class PostgresProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<PostgresLine, Task> lines = new();
    private readonly ConcurrentQueue<string> texts = new();
    private readonly int serverPort;
    private readonly Task accepting;
    private PendingCut? pending;
    private long executed;
    private long commits;
    private volatile bool away;

    private PostgresProxy(int serverPort)
    {
        this.serverPort = serverPort;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Statements that clients had executed, BEGIN, SAVEPOINT and COMMIT included.</summary>
    public long Executed => Volatile.Read(ref executed);

    /// <summary>COMMITs that clients sent, whatever became of them.</summary>
    public long Commits => Volatile.Read(ref commits);

    /// <summary>The texts that were sent. A prepared statement's text is sent once.</summary>
    public IReadOnlyCollection<string> Texts => texts;

    public static PostgresProxy Start(int serverPort) => new(serverPort);

    /// <summary>The same database, through the proxy.</summary>
    public string UrlOf(string url) => new UriBuilder(url) { Port = ((IPEndPoint)listener.LocalEndpoint).Port }.Uri.AbsoluteUri;

    /// <summary>Cuts the line of the next COMMIT; the task ends when that is done.</summary>
    /// <param name="where">Whether the server still gets the COMMIT.</param>
    /// <param name="stayAway">All other lines are cut too, and new ones refused, until <see cref="ComeBack"/>.</param>
    public Task CutNextCommitAsync(PostgresCut where, bool stayAway = false)
    {
        var cut = new PendingCut(where, stayAway);
        Volatile.Write(ref pending, cut);
        return cut.Done.Task;
    }

    /// <summary>All lines are cut, and new ones refused, until <see cref="ComeBack"/>.</summary>
    public void GoAway()
    {
        away = true;
        CutAll();
    }

    /// <summary>Lines are accepted again.</summary>
    public void ComeBack() => away = false;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        CutAll();
        await accepting;
        await Task.WhenAll(lines.Values);
        listener.Dispose();
    }

    /// <returns>What is to happen to this message; null: it just goes on.</returns>
    internal PendingCut? Sent(char type, string text)
    {
        if (type is 'P' or 'Q')
            texts.Enqueue(text);
        if (type is not ('E' or 'Q'))
            return null;

        Interlocked.Increment(ref executed);
        if (type != 'Q' || !text.Equals("COMMIT", StringComparison.OrdinalIgnoreCase))
            return null;

        Interlocked.Increment(ref commits);
        return Interlocked.Exchange(ref pending, null);
    }

    internal void Cut(PendingCut cut)
    {
        if (cut.StayAway)
            GoAway();

        cut.Done.TrySetResult();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                if (away)
                    client.Dispose();
                else
                    Follow(new PostgresLine(this, client, serverPort));
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed, while it waited or just before it would have: no more lines.
        }
    }

    private void Follow(PostgresLine line)
    {
        lines[line] = line.RunAsync();
        _ = lines[line].ContinueWith(_ => lines.TryRemove(line, out var _), TaskScheduler.Default);
        // Gone between the look before it was accepted and now: whoever cut the lines did not see this one.
        if (away)
            line.Dispose();
    }

    private void CutAll()
    {
        foreach (var line in lines.Keys)
            line.Dispose();
    }

    internal sealed record PendingCut(PostgresCut Where, bool StayAway)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
