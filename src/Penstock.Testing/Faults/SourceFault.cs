namespace Penstock.Testing;

/// <summary>The faults of a <see cref="FaultySource"/>, by the names under which a <see cref="FaultTally"/> counts them.</summary>
public static class SourceFault
{
    /// <summary>The claim fails, and nothing is claimed.</summary>
    public const string ReceiveFailed = nameof(ReceiveFailed);

    /// <summary>The settlement fails before it did anything.</summary>
    public const string SettleFailed = nameof(SettleFailed);

    /// <summary>The settlement is done, and its answer is lost.</summary>
    public const string SettleUnknown = nameof(SettleUnknown);

    /// <summary>Leases are not prolonged.</summary>
    public const string ExtendFailed = nameof(ExtendFailed);

    /// <summary>A call met a store that was away.</summary>
    public const string StoreAway = nameof(StoreAway);
}
