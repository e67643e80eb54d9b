namespace Penstock.Relational;

/// <summary>Forgets replays that ended long ago, with what they left undone.</summary>
internal sealed class ReplayRetention(Store store, TimeSpan keep)
{
    private const int Most = 1_000;

    public async ValueTask RunAsync(CancellationToken stopping)
    {
        await using var connection = await store.OpenAsync(stopping);
        var ended = await connection.Command(
            $"SELECT id FROM penstock_replays WHERE finished_at < {store.Dialect.NowPlus("@age")} ORDER BY id LIMIT {Most}", ("age", -keep.TotalSeconds))
            .ListAsync(row => row.GetInt64(0), stopping);
        foreach (var id in ended)
        {
            while (await connection.Command($"""
                DELETE FROM penstock_replay_items WHERE replay = @id AND letter IN (
                    SELECT letter FROM penstock_replay_items WHERE replay = @id ORDER BY letter LIMIT {Most})
                """, ("id", id)).RunAsync(stopping) == Most)
                stopping.ThrowIfCancellationRequested();
            await connection.Command("DELETE FROM penstock_replays WHERE id = @id", ("id", id)).RunAsync(stopping);
        }
    }
}
