using Penstock.Dev;

namespace Penstock.Bench;

/// <summary>Something dies every few seconds, in turn, and comes back: servers, and the two processes that digest.</summary>
internal sealed class SoakFaults(
    ThrowawayPostgres postgres, RedisServer redis, Func<DigestProcess> start, TextWriter progress, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Frozen = TimeSpan.FromSeconds(15);

    private readonly DigestProcess[] digests = [start(), start()];

    public int Count { get; private set; }

    /// <summary>Until it is told to stop; then all servers and processes are up.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        (string Name, Func<Task> Do)[] faults =
        [
            ("SIGKILL to a digest", () => KillAsync(0)), ("PostgreSQL is killed", PostgresAsync), ("SIGTERM to a digest", () => StopAsync(1)),
            ("Redis is killed", RedisAsync), ("a digest is frozen past its lease", () => FreezeAsync(0, stopping)), ("SIGKILL to a digest", () => KillAsync(1)),
        ];
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(Between, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
                break;
            var (name, fault) = faults[Count++ % faults.Length];
            await progress.WriteLineAsync($"fault {Count}: {name}");
            await fault();
        }
    }

    /// <summary>Those that are up; one that ended by itself is an error.</summary>
    /// <exception cref="InvalidOperationException">One has ended.</exception>
    public void RequireAlive()
    {
        if (digests.Any(digest => digest.HasExited))
            throw new InvalidOperationException("A digest ended that nobody had told to.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var digest in digests)
            await digest.DisposeAsync();
    }

    private async Task KillAsync(int which)
    {
        await digests[which].DisposeAsync();
        digests[which] = start();
    }

    private async Task StopAsync(int which)
    {
        await digests[which].SignalAsync("TERM");
        await digests[which].ExitAsync(CancellationToken.None);
        await KillAsync(which);
    }

    private async Task FreezeAsync(int which, CancellationToken stopping)
    {
        await digests[which].SignalAsync("STOP");
        await Task.Delay(Frozen, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await digests[which].SignalAsync("CONT");
    }

    private async Task PostgresAsync()
    {
        await postgres.KillAsync();
        await Task.Delay(Away, clock, CancellationToken.None);
        await postgres.StartAsync();
    }

    private async Task RedisAsync()
    {
        await redis.KillAsync();
        await Task.Delay(Away, clock, CancellationToken.None);
        await redis.StartAsync();
    }
}
