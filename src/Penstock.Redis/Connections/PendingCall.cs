namespace Penstock.Redis;

/// <summary>Commands that were sent together and wait for their answers, which come in the same order.</summary>
internal sealed class PendingCall(int count, long sentAt, TimeSpan limit)
{
    private readonly RedisReply[] replies = new RedisReply[count];
    private readonly TaskCompletionSource<RedisReply[]> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int came;

    public Task<RedisReply[]> Task => source.Task;

    public long SentAt => sentAt;

    public TimeSpan Limit => limit;

    /// <returns>True with the last one.</returns>
    public bool Add(in RedisReply reply)
    {
        replies[came++] = reply;
        return came == replies.Length;
    }

    public void Complete() => source.TrySetResult(replies);

    public void Fail(Exception error)
    {
        source.TrySetException(error);
        // Whoever gave up before does not look any more.
        _ = source.Task.Exception;
    }
}
