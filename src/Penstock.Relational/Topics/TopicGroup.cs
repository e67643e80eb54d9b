namespace Penstock.Relational;

/// <summary>A group that reads a topic, by its names.</summary>
internal sealed record TopicGroup
{
    /// <exception cref="FormatException">One of the names is none.</exception>
    public TopicGroup(string topic, string group)
    {
        if (group.Contains('/', StringComparison.Ordinal))
            throw new FormatException($"'{group}' is no name of a group: it is part of its queue's name, and a / would end it.");

        (Topic, Group) = (QueueName.Checked(topic), QueueName.Checked(group));
        Queue = QueueName.Checked($"{topic}/{group}");
    }

    public string Topic { get; }

    public string Group { get; }

    /// <summary>The group's queue: what was moved there is handled as any queue's messages are.</summary>
    public string Queue { get; }
}
