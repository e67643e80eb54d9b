namespace Penstock.Workers.Chat;

/// <summary>A status update, and how it came.</summary>
internal sealed record StatusArrival(Delivery Delivery, StatusUpdate Update)
{
    /// <summary>The same for the same update, however often it was published.</summary>
    public string Id => Delivery.Headers.GetValueOrDefault(OutgoingMessage.IdHeader) ?? Delivery.Origin;

    public static StatusArrival Decode(Delivery delivery) => new(delivery, StatusUpdateJson.Read(delivery.Body.Span));
}
