namespace Penstock.Redis;

/// <summary>A stream of dead letters.</summary>
/// <param name="DeadStream">Its key.</param>
/// <param name="Stream">Where its entries came from, for those that don't say so.</param>
/// <param name="Pipeline">Whose they are.</param>
public sealed record DeadStreamOptions(string DeadStream, string Stream, string Pipeline)
{
    /// <summary>The field that is the message; the others are its headers. Default: <c>payload</c>.</summary>
    public string BodyField { get; init; } = "payload";
}
