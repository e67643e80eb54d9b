using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting.Tests;

/// <summary>Starts when the test lets it.</summary>
internal sealed class StartingService : IHostedService
{
    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Begun => begun.Task;

    public void Finish() => finished.SetResult();

    public Task StartAsync(CancellationToken cancellationToken)
    {
        begun.SetResult();
        return finished.Task.WaitAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
