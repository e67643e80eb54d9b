namespace Penstock.Workers.Chat;

/// <summary>Applies updates, in their order, to the statuses that messages have now.</summary>
internal sealed class StatusFold(Dictionary<Guid, MessageStatus> before)
{
    private readonly Dictionary<Guid, MessageStatus> changed = [];

    /// <summary>What each message has become; those that stay as they are, are not in it.</summary>
    public IReadOnlyDictionary<Guid, MessageStatus> Changed => changed;

    /// <summary>What is kept as history.</summary>
    public List<StatusUpdate> History { get; } = [];

    public StatusChange Apply(StatusUpdate update)
    {
        if (!before.TryGetValue(update.MessageId, out var now))
            return new StatusChange(update, StatusEffect.Unknown);

        History.Add(update);
        if (!now.CanBecome(update.Status))
            return new StatusChange(update, StatusEffect.Kept);

        before[update.MessageId] = changed[update.MessageId] = update.Status;
        return new StatusChange(update, StatusEffect.Changed);
    }
}
