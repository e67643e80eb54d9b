namespace Penstock.Testing;

/// <summary>A batch handler of which some messages fail after its effects are written, as a constraint does that shows late.</summary>
/// <param name="inner">The sound handler.</param>
/// <param name="origin">A message's origin.</param>
/// <param name="faults">What happens to which.</param>
public sealed class FaultyBatchHandler<T>(IBatchHandler<T> inner, Func<T, string> origin, MessageFaults faults) : IBatchHandler<T>
{
    public async ValueTask HandleAsync(IReadOnlyList<T> messages, Batch batch, CancellationToken giveUp)
    {
        // Without a transaction nothing could take the effects back.
        if (batch.Transaction is not null)
            await inner.HandleAsync(messages, batch, giveUp);
        foreach (var message in messages)
            await faults.ApplyAsync(origin(message), giveUp);
        if (batch.Transaction is null)
            await inner.HandleAsync(messages, batch, giveUp);
    }
}
