namespace Penstock.Relational;

/// <summary>
/// Which buckets of a group's queue hold enough, behind a key that waits or at a slow process, so that no more of theirs is moved
/// there.
/// </summary>
internal sealed class ReadAhead(Store store, string queue, int most, TimeProvider clock)
{
    private const string Full =
        """
        SELECT bucket FROM penstock_messages WHERE queue = @queue AND bucket IS NOT NULL AND due IS NULL GROUP BY bucket HAVING count(*) >= @most
        UNION ALL SELECT -1 WHERE @keyless <= (SELECT count(*) FROM (
            SELECT 1 FROM penstock_messages WHERE queue = @queue AND bucket IS NULL AND due IS NULL LIMIT @keyless) AS k)
        """;

    // Without a key they come from all buckets, and nobody waits for a certain one.
    private const int Keyless = 10;

    // Where dead rows can't be cleaned away a look is slow: it gets a tenth of the time at most.
    private const int PausePerLook = 10;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private int[] full = [];
    private long? lookedAt;
    private TimeSpan pause;
    private bool isNew = true;

    public void Moved() => isNew = true;

    public async ValueTask<int[]> FullAsync(CancellationToken stopping)
    {
        if ((!isNew && full.Length == 0) || (lookedAt is { } then && clock.GetElapsedTime(then) < pause))
            return full;

        var startedAt = clock.GetTimestamp();
        await using var connection = await store.OpenAsync(stopping);
        full = [.. await connection.Command(Full, ("queue", queue), ("most", most), ("keyless", most * Keyless)).ListAsync(r => r.GetInt32(0), stopping)];
        if (full.Contains(-1))
            full = [.. Enumerable.Range(0, Bucket.Count)];
        lookedAt = clock.GetTimestamp();
        var took = clock.GetElapsedTime(startedAt) * PausePerLook;
        (pause, isNew) = (took > LookEvery ? took : LookEvery, false);
        return full;
    }
}
