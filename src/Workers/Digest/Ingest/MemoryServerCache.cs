using System.Collections.Concurrent;

namespace Penstock.Workers.Digest;

/// <summary>Answers kept in this process, where there is no Redis.</summary>
internal sealed class MemoryServerCache(IKnownServers table, IngestOptions options, TimeProvider clock) : IKnownServers
{
    // Whoever asks for one made-up server after the other must not fill the memory.
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, (bool Known, long At)> kept = new(StringComparer.Ordinal);

    public async ValueTask<bool> IsKnownAsync(string serverId, CancellationToken giveUp)
    {
        if (kept.TryGetValue(serverId, out var answer) && clock.GetElapsedTime(answer.At) < options.ServerCacheTtl)
            return answer.Known;

        var known = await table.IsKnownAsync(serverId, giveUp);
        if (kept.Count >= Most)
            kept.Clear();
        kept[serverId] = (known, clock.GetTimestamp());
        return known;
    }
}
