namespace Penstock.Bench;

internal sealed class MemoryDelivery(int number) : Delivery
{
    public int Number => number;

    public override string Origin => number.ToString();
}
