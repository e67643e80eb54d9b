namespace Penstock.Dev;

/// <summary>How a PostgreSQL is started and ended.</summary>
internal static class PostgresProcess
{
    // TERM goes before QUIT because a child that has not come to itself yet ignores QUIT.
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

    public static Task<ServerProcess> StartAsync(
        PostgresPrograms programs,
        string folder,
        int port,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken) => ServerProcess.StartAsync(
        "PostgreSQL",
        "ready to accept",
        [
            .. PostgresPrograms.AsServerUser("sh", "-c", Keeper, "sh", folder, programs.PathOf("initdb")),
            programs.PathOf("postgres"), "-c", "listen_addresses=127.0.0.1", "-c", $"port={port}",
            .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" }),
        ],
        cancellationToken);
}
