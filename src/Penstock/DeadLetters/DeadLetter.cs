namespace Penstock;

/// <summary>A delivery that was given up, and why.</summary>
public readonly record struct DeadLetter(string Pipeline, Delivery Delivery, Reason Reason)
{
    /// <summary>The scheme of an <see cref="Address"/> whose delivery waits at its source: a replay sends nothing, see <see cref="Followers.Wait"/>.</summary>
    public const string HeldScheme = "held";

    /// <summary>Where a replay sends it, as a scheme and a name; null where it can't be sent. By default where the delivery says.</summary>
    public string? Address { get; init; } = Delivery.Address;
}
