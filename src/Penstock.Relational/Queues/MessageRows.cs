namespace Penstock.Relational;

/// <summary>Messages as the columns of their table.</summary>
internal static class MessageRows
{
    public const string Alias = "sent";

    /// <summary>From the rows' columns to the table's, in the order of <see cref="Columns"/>.</summary>
    public static string Values(Dialect dialect) =>
        $"""
        @queue, nullif(bucket, -1), key, unique_key, headers, body,
        CASE WHEN delay > 0 THEN {dialect.NowPlus("delay")} END, {dialect.Now}
        """;

    public const string Columns = "queue, bucket, key, unique_key, headers, body, due, enqueued_at";

    public static Rows Of(IReadOnlyList<Message> messages)
    {
        var place = new int[messages.Count];
        var bucket = new int[messages.Count];
        var key = new string?[messages.Count];
        var unique = new string?[messages.Count];
        var headers = new string?[messages.Count];
        var body = new byte[messages.Count][];
        var delay = new double[messages.Count];
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            place[i] = i;
            bucket[i] = message.Key is null ? -1 : Bucket.Of(message.Key);
            (key[i], unique[i]) = (message.Key, message.UniqueKey);
            headers[i] = Headers.ToColumn(message.Headers);
            body[i] = message.Body.ToArray();
            delay[i] = message.Delay.TotalSeconds;
        }

        return new Rows(Alias).Add("place", place).Add("bucket", bucket).Add("key", key).Add("unique_key", unique)
            .Add("headers", headers).Add("body", body).Add("delay", delay);
    }
}
