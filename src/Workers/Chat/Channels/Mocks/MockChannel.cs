namespace Penstock.Workers.Chat;

/// <summary>Stands in for a channel: all it does is to be noted as sent. Slow, failing and out of order as it is told to be.</summary>
/// <param name="name">The channel it stands in for.</param>
/// <param name="options">How it behaves.</param>
/// <param name="clock">For its latency.</param>
public sealed class MockChannel(string name, MockOptions options, TimeProvider clock) : IChannel
{
    private static readonly ChannelReceipt Disordered = new([MessageStatus.Delivered, MessageStatus.Sent]);

    private readonly MockOptions options = options.Validated();

    public string Name { get; } = ChannelName.Checked(name);

    public async ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
    {
        if (options.Latency > TimeSpan.Zero)
            await Task.Delay(options.Latency * (1 + Draw(message, "latency")) / 2, clock, giveUp);
        if (Draw(message, $"attempt {message.Attempt}") < options.FailureRate)
            throw new MockFailureException($"{Name} was told to fail at attempt {message.Attempt}.");
        return Draw(message, "order") < options.Disorder ? Disordered : ChannelReceipt.Delivered;
    }

    // In [0, 1), and the same whoever draws: what happens to a message doesn't depend on when it comes.
    private double Draw(ChannelMessage message, string what)
    {
        var hash = 2166136261u ^ (uint)options.Seed;
        foreach (var c in $"{message.IdempotencyKey} {what}")
            hash = (hash ^ c) * 16777619u;
        hash ^= hash >> 15;
        return (hash * 2654435769u) / (uint.MaxValue + 1.0);
    }
}
