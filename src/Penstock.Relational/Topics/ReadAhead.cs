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
        """;

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
        full = [.. await connection.Command(Full, ("queue", queue), ("most", most)).ListAsync(r => r.GetInt32(0), stopping)];
        lookedAt = clock.GetTimestamp();
        var took = clock.GetElapsedTime(startedAt) * PausePerLook;
        (pause, isNew) = (took > LookEvery ? took : LookEvery, false);
        return full;
    }
}
