using Penstock.Workers.Chat;

namespace Penstock.TestWorker;

/// <summary>A channel whose process dies of one message.</summary>
internal sealed class MortalChannel(IChannel inner, Guid? killer) : IChannel
{
    public string Name => inner.Name;

    public ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
    {
        if (message.Message.MessageId == killer)
        {
            Said.Line($"killed by {killer} on {Name}");
            Death.Now();
        }

        return inner.SendAsync(message, giveUp);
    }
}
