using System.Data.Common;
using System.Diagnostics;

namespace Penstock.Workers.Chat;

/// <summary>What a batch of messages becomes: a record on each of their channels' topics, and how far they are.</summary>
internal sealed class RouterBatch(RouterOptions options, TimeProvider clock) : IDisposable
{
    private readonly Dictionary<string, List<OutgoingMessage>> outgoing = new(StringComparer.Ordinal);
    private readonly StatusOutbox statuses = new(clock);
    private readonly List<Activity> steps = [];

    /// <summary>To each channel that it names and that there is.</summary>
    public Routing Route(RoutedMessage one)
    {
        var channels = ChannelsOf(one.Message);
        if (channels.Count == 0)
            return new Routing(channels);

        var step = StepOf(one);
        var record = new OutgoingMessage(one.Delivery.Body) { Key = one.Message.Key, Headers = ChatTrace.Headers(one.Id, step, one.TraceParent) };
        foreach (var channel in channels)
            Of(channel).Add(record);
        statuses.Add(one.Message, MessageStatus.Processing, step, one.TraceParent);
        return new Routing(channels);
    }

    /// <summary>Nowhere: it can't be sent.</summary>
    public Routing Fail(RoutedMessage one, string why)
    {
        statuses.Add(one.Message, MessageStatus.Failed, StepOf(one), one.TraceParent, details: StatusDetails.Reason(why));
        return Routing.Failed(why);
    }

    // In a transaction there is one connection; elsewhere each topic answers by itself, and all are waited for together.
    public async ValueTask SendAsync(ChatTopics topics, DbTransaction? transaction, CancellationToken giveUp)
    {
        IEnumerable<Func<ValueTask>> sends =
        [
            .. outgoing.Select<KeyValuePair<string, List<OutgoingMessage>>, Func<ValueTask>>(
                channel => () => topics.SendAsync(ChatTopicNames.OutgoingOf(channel.Key), channel.Value, transaction, giveUp)),
            () => statuses.SendAsync(topics, transaction, giveUp),
        ];
        if (transaction is null)
        {
            await Task.WhenAll(sends.Select(send => send().AsTask()));
            return;
        }

        foreach (var send in sends)
            await send();
    }

    public void Dispose() => steps.ForEach(step => step.Dispose());

    private IReadOnlyList<string> ChannelsOf(ChatMessage message) => message.Channels.Contains(ChatChannels.All, StringComparer.Ordinal)
        ? options.Channels
        : [.. message.Channels.Intersect(options.Channels, StringComparer.Ordinal)];

    private List<OutgoingMessage> Of(string channel)
    {
        if (!outgoing.TryGetValue(channel, out var records))
            outgoing[channel] = records = [];
        return records;
    }

    private Activity? StepOf(RoutedMessage one)
    {
        var step = ChatTrace.Start("chat.route", one.TraceParent);
        if (step is not null)
            steps.Add(step);
        return step;
    }
}
