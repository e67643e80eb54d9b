namespace Penstock.Bench;

/// <summary>Does next to nothing, but so that it can be seen to have been called.</summary>
internal sealed class CountingHandler : IHandler<MemoryDelivery>
{
    public long Sum { get; private set; }

    public ValueTask HandleAsync(MemoryDelivery message, Delivery delivery, CancellationToken giveUp)
    {
        Sum += message.Number;
        return ValueTask.CompletedTask;
    }
}
