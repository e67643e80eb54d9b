using System.Data.Common;

namespace Penstock.Relational;

/// <summary>The bucket of a shared rate in the store. It may owe: who takes from it is told how long until that is paid off.</summary>
internal static class Permits
{
    // Saved up while nobody asks.
    private const double BurstSeconds = 0.5;

    /// <summary>A bucket for the rate, empty: within the operator's transaction.</summary>
    public static async ValueTask SetAsync(Dialect dialect, DbTransaction transaction, string pipeline, double? rate, CancellationToken giveUp)
    {
        var command = rate is null
            ? transaction.Command("DELETE FROM penstock_permits WHERE pipeline = @pipeline", ("pipeline", pipeline))
            : transaction.Command(
                $"""
                INSERT INTO penstock_permits (pipeline, rate, tokens, filled_at) VALUES (@pipeline, @rate, 0, {dialect.Now})
                ON CONFLICT (pipeline) DO UPDATE SET rate = excluded.rate, tokens = 0, filled_at = excluded.filled_at
                """,
                ("pipeline", pipeline), ("rate", rate));
        await command.RunAsync(giveUp);
    }

    /// <returns>When the chunk may be used; null where the bucket is for another rate by now.</returns>
    public static async ValueTask<TimeSpan?> TakeAsync(Store store, string pipeline, double rate, int chunk, CancellationToken giveUp)
    {
        // Where two statements began in another order than they run, the time between them is negative, and that is right. More
        // than a second is a clock that was set back: as a debt it would stop the pipeline for as long.
        var elapsed = store.Dialect.SecondsBetween("filled_at", store.Dialect.Now);
        var filled = $"tokens + @rate * CASE WHEN {elapsed} < -1 THEN 0 ELSE {elapsed} END";
        await using var connection = await store.OpenAsync(giveUp);
        var left = await connection.Command(
            $"""
            UPDATE penstock_permits SET tokens = (CASE WHEN {filled} > @burst THEN @burst ELSE {filled} END) - @chunk, filled_at = {store.Dialect.Now}
            WHERE pipeline = @pipeline AND rate = @rate RETURNING tokens
            """,
            ("pipeline", pipeline), ("rate", rate), ("burst", Math.Max(1, rate * BurstSeconds)), ("chunk", (double)chunk))
            .ListAsync(r => r.GetDouble(0), giveUp);
        return left is [var tokens] ? TimeSpan.FromSeconds(Math.Max(0, -tokens / rate)) : null;
    }
}
