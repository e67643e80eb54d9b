namespace Penstock.Testing;

/// <summary>A source that is cut off once its process is dead: calls do nothing and never return.</summary>
internal sealed class AbandonedSource(ISource inner, FaultPoints points) : ISource
{
    public Can Can => inner.Can;

    public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        await DeadAsync();
        var batch = await inner.ReceiveAsync(max, stopping);
        await DeadAsync();
        return new AbandonedBatch(batch, this);
    }

    public async ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
    {
        await DeadAsync();
        var lost = await inner.SettleAsync(((AbandonedBatch)batch).Inner, verdicts, giveUp);
        await DeadAsync();
        return lost;
    }

    public async ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp)
    {
        await DeadAsync();
        await inner.ExtendAsync(held, giveUp);
    }

    public async ValueTask DisposeAsync()
    {
        await DeadAsync();
        await inner.DisposeAsync();
    }

    private Task DeadAsync() => points.IsAbandoned ? Never.Task : Task.CompletedTask;

    private sealed class AbandonedBatch(Batch inner, AbandonedSource source) : Batch(inner.Items, inner.Transaction)
    {
        public Batch Inner => inner;

        public override bool MayComeAgain => inner.MayComeAgain;

        public override async ValueTask RunningAsync(IReadOnlyList<Delivery> running, CancellationToken giveUp)
        {
            await source.DeadAsync();
            await inner.RunningAsync(running, giveUp);
        }

        public override ValueTask SaveAsync(bool again, CancellationToken giveUp) => inner.SaveAsync(again, giveUp);

        public override ValueTask UndoAsync(CancellationToken giveUp) => inner.UndoAsync(giveUp);

        public override ValueTask VerifyAsync(CancellationToken giveUp) => inner.VerifyAsync(giveUp);

        protected override async ValueTask DisposeAsyncCore()
        {
            await source.DeadAsync();
            await inner.DisposeAsync();
            await base.DisposeAsyncCore();
        }
    }
}
