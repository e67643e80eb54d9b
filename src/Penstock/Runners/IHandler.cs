namespace Penstock;

/// <summary>Handles one message. Returning means that its effect is durable (or written in the batch's transaction).</summary>
public interface IHandler<in T>
{
    /// <param name="message">The decoded message.</param>
    /// <param name="delivery">Where it came from.</param>
    /// <param name="giveUp">The attempt's time-out, the drain limit of a shutdown, or a lost lease.</param>
    ValueTask HandleAsync(T message, Delivery delivery, CancellationToken giveUp);
}
