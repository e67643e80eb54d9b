namespace Penstock.Workers.Chat;

/// <summary>Sends a message by a channel, unless it was sent before, and notes that it was.</summary>
internal sealed class ChannelHandler(IChannel channel, ChannelMemory memory, Outcomes<ChannelResult> outcomes) : IHandler<ChannelMessage>
{
    public async ValueTask HandleAsync(ChannelMessage message, Delivery delivery, CancellationToken giveUp) =>
        outcomes.Set(delivery, new ChannelResult(await memory.AskAsync(message, giveUp) ?? await SendAsync(message, giveUp)));

    private async ValueTask<ChannelOutcome> SendAsync(ChannelMessage message, CancellationToken giveUp)
    {
        using var step = ChatTrace.Start("chat.send", message.TraceParent);
        var continued = step?.Id is { } trace ? message.With(trace) : message;
        var receipt = await channel.SendAsync(continued, giveUp);
        // It is out: no time-out makes it undone.
        return await memory.KeepAsync(continued, receipt, CancellationToken.None);
    }
}
