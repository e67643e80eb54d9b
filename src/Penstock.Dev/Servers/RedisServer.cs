namespace Penstock.Dev;

/// <summary>
/// A Redis server of one's own, from the programs installed on the machine: a temporary folder, a free port on 127.0.0.1, every
/// write on disk before it is answered. It ends, and its folder goes, when disposed or when the owning process dies however
/// suddenly.
/// </summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly RedisServerOptions _options;
    private readonly TestCertificates? _certificates;
    private ServerProcess? _running;

    private RedisServer(RedisServerOptions options, string folder)
    {
        (_options, Folder) = (options, folder);
        _certificates = options.Tls ? TestCertificates.Create(folder) : null;
    }

    /// <summary>Whether <c>redis-server</c> and <c>redis-cli</c> are on PATH.</summary>
    public static bool IsInstalled => OperatingSystem.IsLinux() && RedisProcess.Programs.All(ProgramRun.IsOnPath);

    /// <summary>Stays the same over stops and starts.</summary>
    public int Port { get; private set; }

    /// <summary>Holds the data.</summary>
    public string Folder { get; }

    /// <summary>Of the default user: <c>redis://127.0.0.1:PORT</c>, or with TLS <c>rediss://localhost:PORT?ssl_ca_certs=FILE</c>.</summary>
    public string Url => UrlOf(null);

    /// <summary>The server's process; another one after each start.</summary>
    /// <exception cref="InvalidOperationException">The server is stopped.</exception>
    public int Pid => Running.Pid;

    private ServerProcess Running => _running ?? throw new InvalidOperationException("The throw-away Redis is stopped.");

    /// <summary>Takes a tenth of a second; returns when the server accepts connections.</summary>
    /// <exception cref="InvalidOperationException">Redis is not installed, or does not start; the message holds its last words.</exception>
    public static async Task<RedisServer> CreateAsync(RedisServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (!IsInstalled)
            throw new InvalidOperationException("Redis is not installed: apt-get install redis-server, or put redis-server and redis-cli on PATH.");
        var server = new RedisServer(options ?? new RedisServerOptions(), Directory.CreateTempSubdirectory("penstock-redis-").FullName);
        try
        {
            await server.StartOnFreePortAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts again what was stopped or killed: same port, same data.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_running is not null)
            throw new InvalidOperationException($"The throw-away Redis on port {Port} is already running.");
        _running = await RedisProcess.StartAsync(Folder, Settings(), cancellationToken);
    }

    /// <summary>Ends in order; returns when the process is gone.</summary>
    public Task StopAsync() => EndAsync("TERM");

    /// <summary>SIGKILL; returns when the process is gone.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>The address with a log-in of <see cref="RedisServerOptions.Users"/>.</summary>
    public string UrlOf(string? login)
    {
        var at = login is null ? "" : $"{login}@";
        return _certificates is { } c
            ? $"rediss://{at}localhost:{Port}?ssl_ca_certs={Uri.EscapeDataString(c.Authority)}"
            : $"redis://{at}127.0.0.1:{Port}";
    }

    /// <summary>Runs a command through <c>redis-cli</c>, an eye that shares no code with what is tested; returns its lines.</summary>
    public async Task<string[]> CliAsync(params string[] command)
    {
        string[] tls = _certificates is { } c ? ["--tls", "--cacert", c.Authority] : [];
        string[] words = ["-h", _certificates is null ? "127.0.0.1" : "localhost", "-p", $"{Port}", .. tls, .. command];
        var output = await ProgramRun.OutputAsync("redis-cli", words, CancellationToken.None);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { } running)
            await running.DisposeAsync();
        _running = null;
        if (Directory.Exists(Folder))
            Directory.Delete(Folder, recursive: true);
    }

    private Task StartOnFreePortAsync(CancellationToken cancellationToken) => LoopbackPort.StartAsync(port =>
    {
        Port = port;
        return StartAsync(cancellationToken);
    });

    private async Task EndAsync(string signal)
    {
        var running = Running;
        _running = null;
        await running.EndAsync(signal);
    }

    private IEnumerable<string> Settings()
    {
        yield return "bind 127.0.0.1";
        yield return $"dir {Folder}";
        yield return "save \"\"";
        yield return "appendonly yes";
        yield return "appendfsync always";
        yield return _certificates is null ? $"port {Port}" : "port 0";
        if (_certificates is { } c)
        {
            yield return $"tls-port {Port}";
            yield return $"tls-cert-file {c.Server}";
            yield return $"tls-key-file {c.ServerKey}";
            yield return $"tls-ca-cert-file {c.Authority}";
            yield return "tls-auth-clients no";
        }

        foreach (var user in _options.Users)
            yield return $"user {user}";
        foreach (var (name, value) in _options.Settings)
            yield return $"{name} {value}";
    }
}
