namespace Penstock.Workers.Chat;

/// <summary>
/// Puts messages on their channels' topics, each once. With topics on the store, that and the end of the message are one commit;
/// elsewhere a process that dies between the two publishes again, and the channels send once.
/// </summary>
internal sealed class MessageRouter(
    ChatTopics topics, IRoutedBefore before, CompletedFiles files, RouterOptions options, Outcomes<Routing> outcomes, TimeProvider clock)
    : IBatchHandler<RoutedMessage>
{
    private const string NoFile = "File validation failed";

    public async ValueTask HandleAsync(IReadOnlyList<RoutedMessage> messages, Batch batch, CancellationToken giveUp)
    {
        string[] ids = [.. messages.Select(m => m.Id)];
        var isFirst = await before.FirstAsync(ids, batch.Transaction, giveUp);
        var completed = await files.OfAsync(messages.Where((_, i) => isFirst[i]).Select(m => m.Message), batch.Transaction, giveUp);
        using var routed = new RouterBatch(options, clock);
        for (var i = 0; i < messages.Count; i++)
            outcomes.Set(messages[i].Delivery, isFirst[i] ? Route(routed, messages[i], completed) : Routing.Duplicate);
        await routed.SendAsync(topics, batch.Transaction, giveUp);
        await before.PublishedAsync(ids, giveUp);
    }

    private static Routing Route(RouterBatch routed, RoutedMessage one, IReadOnlySet<Guid> completed) =>
        one.Message.Payload.FileId is { } file && !completed.Contains(file) ? routed.Fail(one, NoFile) : routed.Route(one);
}
