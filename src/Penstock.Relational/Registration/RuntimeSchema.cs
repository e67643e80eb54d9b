namespace Penstock.Relational;

/// <summary>The tables of the runtime itself: what every store has, whatever works on it.</summary>
public static class RuntimeSchema
{
    /// <summary>In the order in which they are applied.</summary>
    public static IReadOnlyList<MigrationSet> Sets { get; } =
    [
        JournalSchema.Set, OwnerSchema.Set, QueueSchema.Set, TopicSchema.Set, InboxSchema.Set, DeadLetterSchema.Set, ControlSchema.Set,
    ];
}
