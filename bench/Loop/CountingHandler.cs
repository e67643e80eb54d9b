namespace Penstock.Bench;

/// <summary>Does next to nothing, but so that it can be seen to have been called.</summary>
internal sealed class CountingHandler : IHandler<Delivery>
{
    public long Calls { get; private set; }

    public ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp)
    {
        Calls++;
        return ValueTask.CompletedTask;
    }
}
