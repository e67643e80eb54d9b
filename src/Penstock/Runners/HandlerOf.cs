namespace Penstock;

/// <summary>A handler that is a function.</summary>
internal sealed class HandlerOf<T>(Func<T, Delivery, CancellationToken, ValueTask> handle) : IHandler<T>
{
    public ValueTask HandleAsync(T message, Delivery delivery, CancellationToken giveUp) => handle(message, delivery, giveUp);
}
