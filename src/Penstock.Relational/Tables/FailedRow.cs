namespace Penstock.Relational;

/// <summary>A row with its retry or dead letter.</summary>
public readonly record struct FailedRow<TRow>(RowDelivery<TRow> Row, Settlement Settlement)
{
    public Reason Reason => Settlement switch
    {
        Settlement.Retry retry => retry.Reason,
        Settlement.DeadLetter dead => dead.Reason,
        _ => throw new InvalidOperationException($"{Settlement} is no failure."),
    };
}
