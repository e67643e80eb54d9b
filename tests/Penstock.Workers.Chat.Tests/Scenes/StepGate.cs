namespace Penstock.Workers.Chat.Tests;

/// <summary>Holds a worker at a step of its passes until it is opened.</summary>
internal sealed class StepGate(Step at)
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody stands before it.</summary>
    public Task Arrived => arrived.Task;

    public void Open() => opened.TrySetResult();

    public async ValueTask ReachedAsync(Step step)
    {
        if (step != at)
            return;
        arrived.TrySetResult();
        await opened.Task;
    }
}
