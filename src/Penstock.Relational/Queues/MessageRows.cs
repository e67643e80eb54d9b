namespace Penstock.Relational;

/// <summary>Messages as the columns of their table.</summary>
internal static class MessageRows
{
    public const string Alias = "sent";

    /// <summary>From the rows' columns to the table's, in the order of <see cref="Columns"/>.</summary>
    public static string Values(Dialect dialect) =>
        $"queue, bucket, key, unique_key, headers, body, CASE WHEN delay > 0 THEN {dialect.NowPlus("delay")} END, {dialect.Now}";

    public const string Columns = "queue, bucket, key, unique_key, headers, body, due, enqueued_at";

    /// <summary>With what only some messages have, and their place.</summary>
    public static Rows Of(string queue, IReadOnlyList<Message> messages) => Plain(queue, messages)
        .Add("unique_key", [.. messages.Select(m => m.UniqueKey)])
        .Add("delay", [.. messages.Select(m => m.Delay.TotalSeconds)])
        .Placed();

    /// <summary>Columns that are called as the table's.</summary>
    public static Rows Plain(string queue, IReadOnlyList<Message> messages)
    {
        var queues = new string[messages.Count];
        Array.Fill(queues, queue);
        return new Rows(Alias).Add("queue", queues)
            .Add("bucket", [.. messages.Select(m => m.Key is null ? null : (int?)Bucket.Of(m.Key))])
            .Add("key", [.. messages.Select(m => m.Key)])
            .Add("headers", [.. messages.Select(m => Headers.ToColumn(m.Headers))])
            .Add("body", [.. messages.Select(m => m.Body.ToArray())]);
    }
}
