namespace Penstock;

/// <summary>Calls the handler for a batch: one by one, by key, or the whole batch. Never throws for what a handler does.</summary>
public interface IRunner
{
    /// <summary>
    /// Yields what is finished, to be settled before more is run. A batch with a transaction yields once: settling commits it.
    /// Deliveries that never appear were not run.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch);
}
