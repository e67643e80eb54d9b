namespace Penstock;

/// <summary>Different keys at a time. A transaction has one order for all, and is refused.</summary>
internal sealed class KeyedRunner<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context, int concurrency)
    : EachRunner<T>(decode, handler, context, concurrency)
{
    protected override ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order) =>
        batch.Transaction is null
            ? base.RunGroupAsync(batch, group, order)
            : throw new NotSupportedException("A transaction runs in one order anyway: use Each or Whole with this source.");
}
