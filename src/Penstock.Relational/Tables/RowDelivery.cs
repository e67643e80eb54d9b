namespace Penstock.Relational;

/// <summary>A row of a business table in our hands, locked by the batch's transaction.</summary>
/// <param name="id">Its key.</param>
/// <param name="row">What was read of it.</param>
public sealed class RowDelivery<TRow>(long id, TRow row) : Delivery
{
    private string? origin;

    public long Id => id;

    public TRow Row => row;

    public override string Origin => origin ??= id.ToString();
}
