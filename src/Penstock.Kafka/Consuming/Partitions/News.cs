namespace Penstock.Kafka;

/// <summary>Tells all who wait that there is something new. One caller at a time.</summary>
internal sealed class News
{
    private TaskCompletionSource? waiting;

    /// <summary>Completes with the next.</summary>
    public Task NextAsync() => (waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The same; completed where something came since <see cref="NextAsync"/> was asked for.</summary>
    public Task SinceAsync() => waiting?.Task ?? Task.CompletedTask;

    public void Tell()
    {
        waiting?.TrySetResult();
        waiting = null;
    }
}
