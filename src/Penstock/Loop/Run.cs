namespace Penstock;

/// <summary>How the run of one delivery ended.</summary>
public readonly record struct Run(Delivery Delivery, Fault Fault, Exception? Error)
{
    public static Run Succeeded(Delivery delivery) => new(delivery, Fault.None, null);

    public static Run Interrupted(Delivery delivery) => new(delivery, Fault.Interrupted, null);
}
