namespace Penstock.Dev;

/// <summary>How a Redis is started and ended.</summary>
internal static class RedisProcess
{
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

    public static IReadOnlyList<string> Programs { get; } = ["redis-server", "redis-cli"];

    public static async Task<ServerProcess> StartAsync(string folder, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "redis.conf"), settings, cancellationToken);
        return await ServerProcess.StartAsync("Redis", "ready to accept", ["sh", "-c", Keeper, "sh", folder], cancellationToken);
    }
}
