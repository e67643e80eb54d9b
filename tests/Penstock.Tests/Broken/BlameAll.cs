namespace Penstock.Tests;

/// <summary>Bisects nothing: one culprit's failure is counted against its whole batch.</summary>
internal sealed class BlameAll(IBatchHandler<Delivery> handler) : IRunner
{
    public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
    {
        Exception? error = null;
        try
        {
            await batch.RunningAsync(batch.Items, CancellationToken.None);
            await handler.HandleAsync(batch.Items, batch, CancellationToken.None);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }

        yield return [.. batch.Items.Select(d => new Run(d, error is null ? Fault.None : Fault.Message, error))];
    }
}
