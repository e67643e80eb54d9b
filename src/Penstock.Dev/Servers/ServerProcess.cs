using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Penstock.Dev;

/// <summary>
/// One run of a server under its keeper, from its start to the end of its last process. The keeper is a shell that holds the server
/// as its child and our pipe as its input: it writes the server's process id, then a line names the signal that ends the server; the
/// end of the pipe means that we are gone, killed perhaps, and then nothing may stay. (PR_SET_PDEATHSIG would not do: it fires when
/// the starting <em>thread</em> ends, and pool threads come and go.) Only the server's processes hold the error stream, so that its end
/// tells that all of them are gone.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _keeper;
    private readonly Task _gone;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _startLog = [];

    private ServerProcess(Process keeper, string name, string readyWords)
    {
        _keeper = keeper;
        _gone = FollowLogAsync(name, readyWords);
    }

    public int Pid { get; private set; }

    // The writer around it flushes a broken pipe once more when closed, and throws.
    private Stream Input => _keeper.StandardInput.BaseStream;

    /// <param name="name">Of the server, for people.</param>
    /// <param name="readyWords">In the log's line that says that it accepts connections.</param>
    /// <param name="command">The keeper and its arguments.</param>
    /// <param name="cancellationToken">Ends it again.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message holds its last words.</exception>
    public static async Task<ServerProcess> StartAsync(string name, string readyWords, IEnumerable<string> command, CancellationToken cancellationToken)
    {
        // A session of its own keeps the Ctrl-C of a terminal from the server.
        var server = new ServerProcess(ProgramRun.Start("setsid", command), name, readyWords);
        try
        {
            await server._ready.Task.WaitAsync(cancellationToken);
            server.Pid = int.Parse((await server._keeper.StandardOutput.ReadLineAsync(cancellationToken))!, CultureInfo.InvariantCulture);
            return server;
        }
        catch
        {
            await server.EndAsync("KILL");
            throw;
        }
    }

    public async Task EndAsync(string signal)
    {
        try
        {
            await Input.WriteAsync(Encoding.ASCII.GetBytes($"{signal}\n"));
        }
        catch (IOException)
        {
            // The keeper gave up before it listened; its words are in the start's error.
        }

        await DisposeAsync();
    }

    /// <summary>Ends the server, and deletes its folder unless a signal was sent before.</summary>
    public async ValueTask DisposeAsync()
    {
        await Input.DisposeAsync();
        await _gone;
        await _keeper.WaitForExitAsync();
        _keeper.Dispose();
    }

    private async Task FollowLogAsync(string name, string readyWords)
    {
        while (await _keeper.StandardError.ReadLineAsync() is { } line)
        {
            if (_ready.Task.IsCompleted)
                continue;
            _startLog.Add(line);
            if (line.Contains(readyWords, StringComparison.OrdinalIgnoreCase))
                _ready.TrySetResult();
        }

        _ready.TrySetException(new InvalidOperationException($"{name} did not start: {string.Join(Environment.NewLine, _startLog)}"));
    }
}
