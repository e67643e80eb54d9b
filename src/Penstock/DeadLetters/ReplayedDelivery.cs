namespace Penstock;

/// <summary>A delivery that is handled again at its place, with what its letter says by now. Its failures begin anew.</summary>
internal sealed class ReplayedDelivery : Delivery
{
    private readonly Content content;

    public ReplayedDelivery(Delivery inner, Content content)
    {
        (Inner, this.content) = (inner, content);
        (Key, Failures, Claims) = (inner.Key, inner.Failures - content.FailuresBefore, inner.Claims);
    }

    public Delivery Inner { get; }

    public override string Origin => Inner.Origin;

    public override ReadOnlyMemory<byte> Body => content.Body;

    public override IReadOnlyDictionary<string, string> Headers => content.Headers;

    public override string? Address => Inner.Address;

    public override CancellationToken Lost => Inner.Lost;

    public sealed record Content(ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers, int FailuresBefore);
}
