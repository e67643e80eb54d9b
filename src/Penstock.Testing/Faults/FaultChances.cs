namespace Penstock.Testing;

/// <summary>How likely each call of a <see cref="FaultySource"/> fails; 0 to 1.</summary>
public sealed record FaultChances
{
    public double ReceiveFails { get; init; }

    public double SettleFails { get; init; }

    public double SettleUnknown { get; init; }

    public double ExtendFails { get; init; }
}
