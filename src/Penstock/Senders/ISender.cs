namespace Penstock;

/// <summary>Sends messages to one destination.</summary>
public interface ISender
{
    /// <summary>
    /// Returns when all of them are durable at the destination, those of one key in the order given. What it throws says nothing
    /// of what arrived: some may have, and sent again they are there twice, with the same <see cref="OutgoingMessage.IdHeader"/>.
    /// </summary>
    /// <exception cref="RejectedException">The destination can never take one of them.</exception>
    /// <exception cref="DestinationException">The destination takes nothing now.</exception>
    ValueTask SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken giveUp);
}
