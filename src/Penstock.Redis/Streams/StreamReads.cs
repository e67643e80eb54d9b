namespace Penstock.Redis;

/// <summary>Reads what the group was not given yet, on a connection of its own that may wait for it.</summary>
internal sealed class StreamReads(IBlockingRedis blocking, StreamOptions options, StreamKeys keys, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromMilliseconds(20);

    private volatile Task? waiting;

    /// <param name="max">Entries at most.</param>
    /// <param name="wait">Zero: don't wait.</param>
    /// <param name="stopping">Ends the wait; what came all the same is returned.</param>
    public async ValueTask<IReadOnlyList<StreamDelivery>> ReadAsync(int max, TimeSpan wait, CancellationToken stopping)
    {
        var milliseconds = (long)Math.Ceiling(wait.TotalMilliseconds);
        var command = new RedisCommand("XREADGROUP", "GROUP", options.Group, keys.Consumer, "COUNT", max);
        if (milliseconds > 0)
            command.Add("BLOCK").Add(milliseconds);
        command.Add("STREAMS").Add(options.Stream).Add(">");

        var reading = blocking.CallAsync(command, wait, stopping).AsTask();
        waiting = milliseconds > 0 ? reading : null;
        await using var wake = stopping.UnsafeRegister(_ => Wake(), null);
        var reply = await reading;
        waiting = null;
        return reply.IsNull ? [] : [.. reply[0][1].Items.Select(entry => new StreamDelivery(options, entry))];
    }

    /// <summary>Ends a wait: something is due sooner than it was known, or nothing is wanted any more.</summary>
    public void Wake() => _ = WakeAsync();

    public ValueTask DisposeAsync() => blocking.DisposeAsync();

    private async Task WakeAsync()
    {
        try
        {
            // More than once: the first may come before the server has seen the read.
            while (waiting is { IsCompleted: false } reading)
            {
                await blocking.WakeAsync(CancellationToken.None);
                await Task.WhenAny(reading, Task.Delay(WakeAgainAfter, clock));
            }
        }
        catch (Exception)
        {
            // Not woken, it waits to its end, which is near.
        }
    }
}
