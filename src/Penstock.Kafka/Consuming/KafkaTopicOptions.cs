namespace Penstock.Kafka;

/// <summary>How a group reads topics.</summary>
/// <param name="Topic">Whose records.</param>
/// <param name="Group">The consumer group.</param>
public sealed record KafkaTopicOptions(string Topic, string Group)
{
    /// <summary>Records of a batch at most, whatever more the pipeline asks for; 1 to 100,000. Default: 500.</summary>
    public int MaxRecords { get; init; } = 500;

    /// <summary>A batch ends with the record that reaches it. Default: 1 MiB.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>How long a receive waits for the first record. Default: 500 ms.</summary>
    public TimeSpan WaitFor { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Records of one partition between the first that isn't done and the last that was read: behind a record that waits for its
    /// retry others go on as far. Then the partition pauses. 1 to 1,000,000. Default: 5,000.
    /// </summary>
    public int WindowRecords { get; init; } = 5_000;

    /// <summary>The same, in bytes of keys and values that are not done. Default: 16 MiB.</summary>
    public long WindowBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long a partition that goes to another process waits for what is in hand here; below the group's rebalance limit. Default: 10 seconds.</summary>
    public TimeSpan RevokeLimit { get; init; } = TimeSpan.FromSeconds(10);

    internal KafkaTopicOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Topic);
        ArgumentException.ThrowIfNullOrWhiteSpace(Group);
        Within(MaxRecords, 1, 100_000, nameof(MaxRecords));
        Within(MaxBytes, 1, int.MaxValue, nameof(MaxBytes));
        Within(WindowRecords, 1, 1_000_000, nameof(WindowRecords));
        Within(WindowBytes, 1, long.MaxValue, nameof(WindowBytes));
        Within(WaitFor.TotalMilliseconds, 1, 60_000, $"{nameof(WaitFor)} in milliseconds");
        Within(RevokeLimit.TotalSeconds, 0, 600, $"{nameof(RevokeLimit)} in seconds");
        return this;
    }

    private static void Within(double value, double min, double max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentOutOfRangeException(name, value, $"{min:0} to {max:0} is allowed.");
    }
}
