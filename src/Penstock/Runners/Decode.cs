namespace Penstock;

/// <summary>From a delivery to the message a handler takes. Whatever it throws is the message's own fault.</summary>
public delegate T Decode<out T>(Delivery delivery);

internal static class DecodeExtensions
{
    public static T DecodeOrReject<T>(this Decode<T> decode, Delivery delivery)
    {
        try
        {
            return decode(delivery);
        }
        catch (Exception error) when (error is not RejectedException)
        {
            throw new RejectedException($"The message can't be decoded: {error.Message}", error);
        }
    }
}
