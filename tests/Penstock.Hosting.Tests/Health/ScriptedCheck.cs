namespace Penstock.Hosting.Tests;

/// <summary>Answers what it is told, counts how often it was asked, and may be made to wait.</summary>
internal sealed class ScriptedCheck : IReadinessCheck
{
    private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int asks;

    public int Asks => Volatile.Read(ref asks);

    public Task Asked => asked.Task;

    public Func<CancellationToken, Task<string?>> Answer { get; set; } = _ => Task.FromResult<string?>(null);

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asks);
        asked.TrySetResult();
        return await Answer(cancellationToken);
    }
}
