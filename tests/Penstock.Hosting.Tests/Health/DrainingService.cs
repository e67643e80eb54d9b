using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting.Tests;

/// <summary>Stops when the test lets it.</summary>
internal sealed class DrainingService : IHostedService
{
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Stopping => stopping.Task;

    public void Finish() => finished.SetResult();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        stopping.SetResult();
        return finished.Task.WaitAsync(cancellationToken);
    }
}
