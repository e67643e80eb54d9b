namespace Penstock.Dev;

/// <summary>
/// A PostgreSQL server of one's own, from the programs installed on the machine: a temporary folder, a free port on 127.0.0.1,
/// the server's default settings, no password. It ends, and its folder goes, when disposed or when the owning process dies however
/// suddenly. Run by root, the server runs as user <c>postgres</c>, since PostgreSQL refuses root.
/// </summary>
public sealed class ThrowawayPostgres : IAsyncDisposable
{
    private readonly PostgresPrograms _programs;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private ServerProcess? _running;
    private int _databases;

    private ThrowawayPostgres(PostgresPrograms programs, string folder, IReadOnlyDictionary<string, string> settings)
    {
        _programs = programs;
        _settings = settings;
        Folder = folder;
    }

    /// <summary>
    /// For tests that end processes and sessions, never the machine: no commit waits for a disk, nobody tidies up dozens of databases
    /// that live for seconds, and there are sessions enough for all that run side by side.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Fleeting { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["fsync"] = "off",
        ["full_page_writes"] = "off",
        ["autovacuum"] = "off",
        ["max_connections"] = "200",
    };

    /// <summary>Whether the server's programs are on PATH or in <c>/usr/lib/postgresql/*/bin</c>.</summary>
    public static bool IsInstalled => PostgresPrograms.Find() is not null;

    /// <summary>Stays the same over stops and starts.</summary>
    public int Port { get; private set; }

    /// <summary>Of the database <c>postgres</c>: <c>postgresql://postgres@127.0.0.1:PORT/postgres</c>.</summary>
    public string Url => UrlOf("postgres");

    /// <summary>Holds the data in <c>data</c>, and the Unix socket.</summary>
    public string Folder { get; }

    /// <summary>The server's main process; another one after each start.</summary>
    /// <exception cref="InvalidOperationException">The server is stopped.</exception>
    public int PostmasterPid => Running.Pid;

    private bool IsFleeting => IsOff(_settings, "fsync");

    private ServerProcess Running => _running ?? throw new InvalidOperationException("The throw-away PostgreSQL is stopped.");

    /// <summary>Takes one to two seconds; returns when the server accepts connections.</summary>
    /// <param name="settings">Server settings beside the defaults, such as <c>fsync</c> = <c>off</c>.</param>
    /// <param name="cancellationToken">Gives up and leaves nothing behind.</param>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or does not start; the message holds its last words.</exception>
    public static async Task<ThrowawayPostgres> CreateAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        CancellationToken cancellationToken = default)
    {
        var programs = PostgresPrograms.Find() ?? throw new InvalidOperationException(
            "PostgreSQL is not installed: apt-get install postgresql, or put its initdb, postgres and psql on PATH.");
        settings ??= new Dictionary<string, string>(StringComparer.Ordinal);
        var folder = await PostgresPrograms.CreateFolderAsync(inMemory: IsOff(settings, "fsync"), cancellationToken);
        var server = new ThrowawayPostgres(programs, folder, settings);
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
            throw new InvalidOperationException($"The throw-away PostgreSQL on port {Port} is already running.");
        _running = await PostgresProcess.StartAsync(_programs, Folder, Port, _settings, cancellationToken);
    }

    /// <summary>Returns when every process of the server is gone.</summary>
    public Task StopAsync(PostgresStop mode = PostgresStop.Fast) => EndAsync(mode == PostgresStop.Fast ? "INT" : "QUIT");

    /// <summary>SIGKILL for the postmaster; returns when the backends, too, have noticed and are gone.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Creates a database and returns its URL.</summary>
    /// <param name="name">By default <c>db1</c>, <c>db2</c> and so on.</param>
    /// <param name="template">The database it is a copy of, in which no session may be. Default: an empty one.</param>
    /// <param name="cancellationToken">Leaves it open whether the database exists.</param>
    public async Task<string> CreateDatabaseAsync(string? name = null, string? template = null, CancellationToken cancellationToken = default)
    {
        name ??= $"db{Interlocked.Increment(ref _databases)}";
        // Where no disk is waited for, files are copied in a fifth of the time that it takes to log their pages.
        var strategy = IsFleeting && PostgresPrograms.VersionIn(Folder) >= 15 ? " STRATEGY FILE_COPY" : "";
        await PsqlAsync($"CREATE DATABASE {Quoted(name)} TEMPLATE {Quoted(template ?? "template1")}{strategy}", cancellationToken: cancellationToken);
        return UrlOf(name);
    }

    /// <summary>Runs SQL through <c>psql</c>, an eye that shares no code with what is tested; returns rows as lines, columns split by <c>|</c>.</summary>
    /// <exception cref="InvalidOperationException">The SQL failed; the message is psql's.</exception>
    public Task<string> PsqlAsync(string sql, string? url = null, CancellationToken cancellationToken = default)
        => ProgramRun.OutputAsync(
            _programs.PathOf("psql"),
            ["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url ?? Url, "-c", sql],
            cancellationToken);

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

    private static bool IsOff(IReadOnlyDictionary<string, string> settings, string name) =>
        settings.TryGetValue(name, out var value) && value == "off";

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string UrlOf(string database) => $"postgresql://postgres@127.0.0.1:{Port}/{Uri.EscapeDataString(database)}";
}
