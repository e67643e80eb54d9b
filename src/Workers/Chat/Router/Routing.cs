namespace Penstock.Workers.Chat;

/// <summary>What became of a message at the router.</summary>
/// <param name="Channels">Where it went.</param>
/// <param name="IsDuplicate">It had been routed before.</param>
/// <param name="Failure">Why it can't be sent at all; null for nothing.</param>
internal sealed record Routing(IReadOnlyList<string> Channels, bool IsDuplicate = false, string? Failure = null)
{
    public static Routing Duplicate { get; } = new([], IsDuplicate: true);

    public static Routing Failed(string why) => new([], Failure: why);
}
