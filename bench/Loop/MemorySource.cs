namespace Penstock.Bench;

/// <summary>Gives that many deliveries and then nothing. Makes one object a delivery, two a batch.</summary>
internal sealed class MemorySource(int total) : ISource
{
    private int given;

    public Can Can => Can.None;

    public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
    {
        var count = Math.Min(max, total - given);
        if (count == 0)
            return ValueTask.FromResult(Batch.Empty);

        var items = new Delivery[count];
        for (var i = 0; i < items.Length; i++)
            items[i] = new MemoryDelivery(given++);
        return ValueTask.FromResult(new Batch(items));
    }

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        ValueTask.FromResult<IReadOnlyList<Delivery>>([]);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
