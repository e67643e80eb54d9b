using System.Data.Common;

namespace Penstock.Workers.Chat;

/// <summary>
/// Many callers, one call: while one batch is under way the next gathers, and each caller gets its own result. Nobody waits for a
/// timer: a single caller's batch goes at once.
/// </summary>
/// <param name="run">Gives a result for each item, in their order.</param>
/// <param name="most">Items in one batch.</param>
internal sealed class Joined<TItem, TResult>(Func<IReadOnlyList<TItem>, ValueTask<IReadOnlyList<TResult>>> run, int most)
{
    private readonly Lock sync = new();
    private readonly Queue<Waiting> waiting = new();
    private bool isRunning;

    /// <param name="item">Of this caller.</param>
    /// <param name="giveUp">Stops waiting; what is under way goes on.</param>
    public Task<TResult> RunAsync(TItem item, CancellationToken giveUp)
    {
        var one = new Waiting(item);
        lock (sync)
        {
            waiting.Enqueue(one);
            if (!isRunning)
            {
                isRunning = true;
                _ = RunAllAsync();
            }
        }

        return one.Result.Task.WaitAsync(giveUp);
    }

    private async Task RunAllAsync()
    {
        // Whoever comes with the first one goes with it.
        await Task.Yield();
        while (Next() is { } some)
        {
            try
            {
                await RunAsync(some);
            }
            catch (Exception error)
            {
                await FailedAsync(some, error);
            }
        }
    }

    private Waiting[]? Next()
    {
        lock (sync)
        {
            isRunning = waiting.Count > 0;
            if (!isRunning)
                return null;

            var some = new Waiting[Math.Min(most, waiting.Count)];
            for (var i = 0; i < some.Length; i++)
                some[i] = waiting.Dequeue();
            return some;
        }
    }

    private async ValueTask RunAsync(Waiting[] some)
    {
        var results = await run([.. some.Select(one => one.Item)]);
        for (var i = 0; i < some.Length; i++)
            some[i].Result.TrySetResult(results[i]);
    }

    // One item's own fault must not be the others': alone it shows whose it is. Who is away is away for all.
    private async ValueTask FailedAsync(Waiting[] some, Exception error)
    {
        if (some.Length == 1 || error is DbException { IsTransient: true } or TimeoutException or IOException or OperationCanceledException)
        {
            Array.ForEach(some, one => one.Result.TrySetException(error));
            return;
        }

        foreach (var one in some)
        {
            try
            {
                await RunAsync([one]);
            }
            catch (Exception own)
            {
                one.Result.TrySetException(own);
            }
        }
    }

    private sealed record Waiting(TItem Item)
    {
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
