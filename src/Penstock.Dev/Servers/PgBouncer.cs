using System.Globalization;

namespace Penstock.Dev;

/// <summary>
/// A pooler of one's own before a PostgreSQL, from the program installed on the machine: each transaction gets whichever of its
/// connections is free. It ends, and its folder goes, when disposed or when the owning process dies however suddenly.
/// </summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private const string Program = "pgbouncer";
    // Enough for all who use it at a time: a test of what a pooler does is none of a pool that is too small.
    private const int Connections = 30;

    // It keeps nothing, so that it may be killed: what its other signals mean has changed from version to version.
    private const string Keeper = """
        folder=$1
        "$2" "$folder/pgbouncer.ini" </dev/null >&2 &
        echo $!
        exec 2>/dev/null
        read -r signal
        kill -KILL $!; wait; rm -rf "$folder"
        """;

    private readonly string _folder;
    private ServerProcess? _running;

    private PgBouncer(string folder) => _folder = folder;

    /// <summary>Whether the program is on PATH or in <c>/usr/sbin</c>.</summary>
    public static bool IsInstalled => ProgramRun.IsOnPath(Program) || File.Exists(OfDebian);

    public int Port { get; private set; }

    private static string OfDebian => $"/usr/sbin/{Program}";

    /// <summary>Takes a tenth of a second; returns when it accepts connections.</summary>
    /// <param name="serverPort">Of the PostgreSQL behind it.</param>
    /// <param name="ignored">Start-up parameters that it passes over; others than its own are refused.</param>
    /// <param name="cancellationToken">Gives up and leaves nothing behind.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or does not start; the message holds its last words.</exception>
    public static async Task<PgBouncer> CreateAsync(int serverPort, string ignored = "", CancellationToken cancellationToken = default)
    {
        if (!IsInstalled)
            throw new InvalidOperationException("PgBouncer is not installed: apt-get install pgbouncer, or put it on PATH.");
        var pooler = new PgBouncer(await PostgresPrograms.CreateFolderAsync(inMemory: true, cancellationToken));
        try
        {
            await LoopbackPort.StartAsync(port => pooler.StartAsync(port, serverPort, ignored, cancellationToken));
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database's address with the pooler's port.</summary>
    public string UrlOf(string url) => new UriBuilder(url) { Port = Port }.Uri.ToString();

    public async ValueTask DisposeAsync()
    {
        if (_running is { } running)
            await running.DisposeAsync();
        _running = null;
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(int port, int serverPort, string ignored, CancellationToken cancellationToken)
    {
        Port = port;
        await File.WriteAllTextAsync(Path.Combine(_folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={serverPort} user=postgres
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            auth_type = any
            pool_mode = transaction
            default_pool_size = {Connections}
            unix_socket_dir =
            ignore_startup_parameters = {ignored}

            """), cancellationToken);
        _running = await ServerProcess.StartAsync(
            "PgBouncer",
            "process up",
            [.. PostgresPrograms.AsServerUser("sh", "-c", Keeper, "sh", _folder, ProgramRun.IsOnPath(Program) ? Program : OfDebian)],
            cancellationToken);
    }
}
