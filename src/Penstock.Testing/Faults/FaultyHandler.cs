namespace Penstock.Testing;

/// <summary>A handler of which some messages fail before it is called.</summary>
public sealed class FaultyHandler<T>(IHandler<T> inner, MessageFaults faults) : IHandler<T>
{
    public async ValueTask HandleAsync(T message, Delivery delivery, CancellationToken giveUp)
    {
        await faults.ApplyAsync(delivery.Origin, giveUp);
        await inner.HandleAsync(message, delivery, giveUp);
    }
}
