namespace Penstock;

/// <summary>Whose fault it was that a run ended as it did.</summary>
public enum Fault
{
    /// <summary>Nobody's: it succeeded.</summary>
    None,

    /// <summary>The message's own: counted.</summary>
    Message,

    /// <summary>What the handler depends on is away or refuses everybody: never counted.</summary>
    Dependency,

    /// <summary>Our own shutdown or choice cut it short: never counted.</summary>
    Interrupted,
}
