namespace Penstock.Redis;

/// <summary>Calls that wait on the server, until something comes, their time is over, or they are woken.</summary>
internal sealed class WokenCalls(IBlockingRedis blocking, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan WakeAgainAfter = TimeSpan.FromMilliseconds(20);

    private volatile Task? waiting;

    /// <param name="command">By one caller at a time.</param>
    /// <param name="wait">As the command says; zero where it doesn't wait.</param>
    /// <param name="stopping">Wakes it; what came all the same is returned.</param>
    public async ValueTask<RedisReply> CallAsync(RedisCommand command, TimeSpan wait, CancellationToken stopping)
    {
        var calling = blocking.CallAsync(command, wait, stopping).AsTask();
        if (wait <= TimeSpan.Zero)
            return await calling;

        waiting = calling;
        await using var wake = stopping.UnsafeRegister(static me => ((WokenCalls)me!).Wake(), this);
        return await calling;
    }

    /// <summary>Ends a wait: something is due sooner than it was known, or nothing is wanted any more.</summary>
    public void Wake() => _ = WakeAsync();

    public ValueTask DisposeAsync() => blocking.DisposeAsync();

    private async Task WakeAsync()
    {
        try
        {
            // More than once: the first may come before the server has seen the call.
            for (var woken = waiting; woken is { IsCompleted: false }; await Task.WhenAny(woken, Task.Delay(WakeAgainAfter, clock)))
                await blocking.WakeAsync(CancellationToken.None);
        }
        catch (Exception)
        {
            // Not woken, it waits to its end, which is near.
        }
    }
}
