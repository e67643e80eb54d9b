using System.Collections.Concurrent;

namespace Penstock;

/// <summary>Which deliveries of this process have a letter that their key waits behind, and which were replayed since.</summary>
internal sealed class HeldLetters
{
    private readonly ConcurrentDictionary<string, bool> parked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReplayedDelivery.Content> replayed = new(StringComparer.Ordinal);

    public bool IsEmpty => parked.IsEmpty && replayed.IsEmpty;

    public bool IsParked(Delivery delivery) => parked.ContainsKey(delivery.Origin);

    public void Park(Delivery delivery)
    {
        replayed.TryRemove(delivery.Origin, out _);
        parked[delivery.Origin] = true;
    }

    public void Replay(Delivery delivery, LetterFate? fate)
    {
        // Without a letter, which retention may have taken, it is tried as it was.
        replayed[delivery.Origin] = new(fate?.Body ?? delivery.Body, fate?.Headers ?? delivery.Headers, delivery.Failures);
        parked.TryRemove(delivery.Origin, out _);
    }

    public void Forget(Delivery delivery)
    {
        replayed.TryRemove(delivery.Origin, out _);
        parked.TryRemove(delivery.Origin, out _);
    }

    /// <summary>The delivery as it is to be handled.</summary>
    public Delivery Mended(Delivery delivery) =>
        replayed.TryGetValue(delivery.Origin, out var content) ? new ReplayedDelivery(delivery, content) : delivery;
}
