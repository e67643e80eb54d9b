namespace Penstock.Tests;

internal sealed class TestDelivery : Delivery
{
    public TestDelivery(string origin, string? key = null, int failures = 0, int claims = 0, CancellationToken lost = default)
    {
        (Origin, Key, Failures, Claims, Lost) = (origin, key, failures, claims, lost);
    }

    public override string Origin { get; }

    public override CancellationToken Lost { get; }

    public static Batch Batch(params IEnumerable<string> origins) => new([.. origins.Select(o => new TestDelivery(o))]);
}
