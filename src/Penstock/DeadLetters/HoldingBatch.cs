namespace Penstock;

/// <summary>What of a batch may be handled now; the rest of it was settled before.</summary>
internal sealed class HoldingBatch(Batch inner, IReadOnlyList<Delivery> items) : Batch(items)
{
    public Batch Inner => inner;

    public override bool MayComeAgain => inner.MayComeAgain;

    public override ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp) => inner.RunningAsync(running, giveUp);

    public override ValueTask VerifyAsync(CancellationToken giveUp) => inner.VerifyAsync(giveUp);

    protected override async ValueTask DisposeAsyncCore()
    {
        await inner.DisposeAsync();
        await base.DisposeAsyncCore();
    }
}
