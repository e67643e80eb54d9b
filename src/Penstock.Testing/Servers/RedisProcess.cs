using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Penstock.Testing;

/// <summary>One run of a Redis server, from its start to the end of its process.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    // As for PostgreSQL: a shell holds the server as its child and our pipe as its input. A line names the signal that ends the
    // server; the end of the pipe means that we are gone, killed perhaps, and then nothing may stay.
    private const string Keeper = """
        folder=$1
        redis-server "$folder/redis.conf" </dev/null >&2 &
        echo $!
        exec 2>/dev/null
        if read -r signal
        then kill -CONT $!; kill -"$signal" $!; wait
        else kill -KILL $!; wait; rm -rf "$folder"
        fi
        """;

    private readonly Process _keeper;
    private readonly Task _gone;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _startLog = [];

    private RedisProcess(Process keeper)
    {
        _keeper = keeper;
        _gone = FollowLogAsync();
    }

    public static IReadOnlyList<string> Programs { get; } = ["redis-server", "redis-cli"];

    public int Pid { get; private set; }

    // The writer around it flushes a broken pipe once more when closed, and throws.
    private Stream Input => _keeper.StandardInput.BaseStream;

    public static async Task<RedisProcess> StartAsync(string folder, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "redis.conf"), settings, cancellationToken);
        // A session of its own keeps the Ctrl-C of a terminal from the server.
        var server = new RedisProcess(ProgramRun.Start("setsid", ["sh", "-c", Keeper, "sh", folder]));
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
            if (line.Contains("Ready to accept", StringComparison.Ordinal))
                _ready.TrySetResult();
        }

        _ready.TrySetException(new InvalidOperationException($"Redis did not start: {string.Join(Environment.NewLine, _startLog)}"));
    }
}
