namespace Penstock;

internal static class Cancellation
{
    /// <summary>Cancels. What a callback throws, a driver's whose connection breaks at that moment, is not the caller's to handle.</summary>
    public static void CancelAll(this CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // All callbacks were called, and the token is cancelled.
        }
    }
}
