using System.Security.Cryptography;

namespace Penstock.Redis;

/// <summary>Keeps one connection up: when it ends the next one is made, however often and long it takes.</summary>
internal sealed class Link : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<RespConnection>> connect;
    private readonly RedisOptions options;
    private readonly TimeProvider clock;
    private readonly CancellationTokenSource disposed = new();
    private readonly Lock gate = new();
    private TaskCompletionSource<RespConnection> current = New();
    private Task? keeping;
    private long? since;

    public Link(Func<CancellationToken, Task<RespConnection>> connect, RedisOptions options, TimeProvider clock) =>
        (this.connect, this.options, this.clock) = (connect, options, clock);

    /// <summary>How long the present connection is up; null without one.</summary>
    public TimeSpan? Age
    {
        get
        {
            lock (gate)
                return since is { } then ? clock.GetElapsedTime(then) : null;
        }
    }

    /// <summary>The present connection, or the next one.</summary>
    /// <exception cref="RedisConnectionException">It could not be made; further tries follow.</exception>
    public async ValueTask<RespConnection> TakeAsync(CancellationToken giveUp)
    {
        var awaited = Awaited();
        try
        {
            return awaited.IsCompletedSuccessfully ? awaited.Result : await awaited.WaitAsync(options.CallTimeout, clock, giveUp);
        }
        catch (TimeoutException error)
        {
            throw new RedisConnectionException($"There was no connection within {options.CallTimeout.TotalSeconds:0.###} s.", error);
        }
    }

    /// <summary>Connects without waiting for somebody who wants to.</summary>
    public void Start() => _ = Awaited();

    public async ValueTask DisposeAsync()
    {
        if (disposed.IsCancellationRequested)
            return;

        await disposed.CancelAsync();
        if (keeping is not null)
            await keeping;
        disposed.Dispose();
    }

    private Task<RespConnection> Awaited()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed.IsCancellationRequested, this);
            keeping ??= KeepAsync(disposed.Token);
            // It may be over already, and its keeper not yet have heard of it.
            if (current.Task is { IsCompletedSuccessfully: true, Result.Ended.IsCompleted: true })
                current = New();
            return current.Task;
        }
    }

    private async Task KeepAsync(CancellationToken end)
    {
        await Task.Yield();
        for (var failures = 0; !end.IsCancellationRequested; failures++)
        {
            try
            {
                await using var connection = await connect(end);
                failures = 0;
                Up(connection);
                await connection.Ended.WaitAsync(end);
                Down();
            }
            catch (Exception error)
            {
                Down(error);
            }

            await WaitAsync(failures, end);
        }

        Down(new RedisConnectionException("The client was closed."));
    }

    private async Task WaitAsync(int failures, CancellationToken end)
    {
        try
        {
            await Task.Delay(Backoff.Of(failures, options.MaxReconnectDelay, RandomNumberGenerator.GetInt32(1_001) / 1_000.0), clock, end);
        }
        catch (OperationCanceledException)
        {
            // The loop sees it.
        }
    }

    private void Up(RespConnection connection)
    {
        lock (gate)
        {
            since = clock.GetTimestamp();
            current.SetResult(connection);
        }
    }

    // Who waits now is told why; who comes later waits for the next try.
    private void Down(Exception? error = null)
    {
        TaskCompletionSource<RespConnection> former;
        lock (gate)
        {
            since = null;
            former = current;
            if (former.Task.IsCompleted || error is not null)
                current = New();
        }

        if (error is not null && former.TrySetException(error))
            _ = former.Task.Exception;
    }

    private static TaskCompletionSource<RespConnection> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
