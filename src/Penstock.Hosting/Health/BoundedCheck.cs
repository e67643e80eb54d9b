namespace Penstock.Hosting;

/// <summary>Bounds a check in time. One that ignores its token is not started again while it still runs.</summary>
internal sealed class BoundedCheck(IReadinessCheck check, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private Task<string?> running = Task.FromResult<string?>(null);

    public string? Name { get; } = (check as INamedCheck)?.Name;

    public async Task<string?> AskAsync()
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            if (running.IsCompleted)
                running = Task.Run(() => check.WhyNotReadyAsync(limit.Token).AsTask(), CancellationToken.None);
            return await running.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return $"{check.GetType().Name} did not answer within 1 s";
        }
        catch (Exception error) // A check that throws is an answer too: whatever it is, the process is not ready.
        {
            return $"{check.GetType().Name}: {Secrets.Mask(error.Message)}";
        }
    }
}
