using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Penstock.Testing;

/// <summary>One run of a server, from its start to the end of its last process.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    // A shell holds the server as its child and our pipe as its input. A line names the signal that ends the server; the end of
    // the pipe means that we are gone, killed perhaps, and then nothing may stay. (PR_SET_PDEATHSIG would not do: it fires
    // when the starting *thread* ends, and pool threads come and go.) Only the server's processes hold the error stream, so
    // that its end tells that all of them are gone. TERM goes before QUIT because a child that has not come to itself yet
    // ignores QUIT.
    // Any account of this machine may connect without a password: fit for a server that lives for minutes and holds nothing of worth.
    private const string Keeper = """
        folder=$1 initdb=$2
        shift 2
        [ -e "$folder/data" ] ||
            "$initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >/dev/null || exit
        "$@" -D "$folder/data" -c unix_socket_directories="$folder" </dev/null >&2 &
        echo $!
        exec 2>/dev/null
        if read -r signal
        then kill -"$signal" $!; wait
        else kill -TERM $!; kill -QUIT $!; wait; rm -rf "$folder"
        fi
        """;

    private readonly Process _keeper;
    private readonly Task _gone;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _startLog = [];

    private PostgresProcess(Process keeper)
    {
        _keeper = keeper;
        _gone = FollowLogAsync();
    }

    public int Pid { get; private set; }

    // The writer around it flushes a broken pipe once more when closed, and throws.
    private Stream Input => _keeper.StandardInput.BaseStream;

    public static async Task<PostgresProcess> StartAsync(
        PostgresPrograms programs,
        string folder,
        int port,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken)
    {
        // A session of its own keeps the Ctrl-C of a terminal from the server.
        string[] command =
        [
            .. PostgresPrograms.AsServerUser("sh", "-c", Keeper, "sh", folder, programs.PathOf("initdb")),
            programs.PathOf("postgres"), "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}",
            .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
        ];
        var server = new PostgresProcess(ProgramRun.Start("setsid", command));
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

    private async Task FollowLogAsync()
    {
        while (await _keeper.StandardError.ReadLineAsync() is { } line)
        {
            if (_ready.Task.IsCompleted)
                continue;
            _startLog.Add(line);
            if (line.Contains("ready to accept", StringComparison.Ordinal))
                _ready.TrySetResult();
        }

        _ready.TrySetException(new InvalidOperationException($"PostgreSQL did not start: {string.Join(Environment.NewLine, _startLog)}"));
    }
}
