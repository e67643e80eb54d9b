using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>However many are sent at once, what is in the store is the same.</summary>
public sealed class BulkTests(PostgresServer server)
{
    private const int Count = 1_200;

    private static readonly Message[] Messages =
    [
        .. Enumerable.Range(0, Count).Select(i => new Message(i % 5 == 0 ? ReadOnlyMemory<byte>.Empty : Encoding.UTF8.GetBytes($"body {i} ä\n"))
        {
            Key = i % 3 == 0 ? null : $"{i % 7}",
            Headers = i % 2 == 0 ? Delivery.NoHeaders : new Dictionary<string, string> { ["n"] = i.ToString(CultureInfo.InvariantCulture) },
        }),
    ];

    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task One_by_one_in_hundreds_and_all_at_once_give_the_same_rows_of_a_queue(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        var queues = new Queues(scene.Store);
        await InTransactionAsync(scene, async transaction =>
        {
            foreach (var message in Messages)
                (await queues.SendAsync(transaction, "single", [message], default)).ShouldBe(1);
            foreach (var some in Messages.Chunk(100))
                (await queues.SendAsync(transaction, "many", some, default)).ShouldBe(100);
            (await queues.SendAsync(transaction, "all", Messages, default)).ShouldBe(Count);
        });

        var single = await RowsAsync(scene, "bucket, key, headers, body, failures, due IS NULL, lease IS NULL, enqueued_at IS NULL", "penstock_messages", "queue", "single");
        single.Count.ShouldBe(Count);
        single[1].ShouldBe($"{Bucket.Of("1")}|1|{{\"n\":\"1\"}}|{Convert.ToHexString("body 1 ä\n"u8)}|0|{True(kind)}|{True(kind)}|{False(kind)}");
        (await RowsAsync(scene, "bucket, key, headers, body, failures, due IS NULL, lease IS NULL, enqueued_at IS NULL", "penstock_messages", "queue", "many")).ShouldBe(single);
        (await RowsAsync(scene, "bucket, key, headers, body, failures, due IS NULL, lease IS NULL, enqueued_at IS NULL", "penstock_messages", "queue", "all")).ShouldBe(single);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task One_by_one_in_hundreds_and_all_at_once_give_the_same_rows_of_a_topic(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await InTransactionAsync(scene, async transaction =>
        {
            foreach (var message in Messages)
                await scene.Topics.AppendAsync(transaction, "single", [message], default);
            foreach (var some in Messages.Chunk(100))
                await scene.Topics.AppendAsync(transaction, "many", some, default);
            await scene.Topics.AppendAsync(transaction, "all", Messages, default);
        });

        // Where no key places them they lie in any bucket.
        const string Columns = "CASE WHEN key IS NULL THEN -1 ELSE bucket END, key, headers, body, appended_at IS NULL";
        var single = await RowsAsync(scene, Columns, "penstock_topic_messages", "topic", "single");
        single.Count.ShouldBe(Count);
        (await RowsAsync(scene, Columns, "penstock_topic_messages", "topic", "many")).ShouldBe(single);
        (await RowsAsync(scene, Columns, "penstock_topic_messages", "topic", "all")).ShouldBe(single);
        (await scene.Database.ScalarAsync<long>("SELECT count(DISTINCT bucket) FROM penstock_topic_messages WHERE key IS NULL")).ShouldBe(Bucket.Count);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_is_rolled_back_was_never_sent(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await using (var connection = await scene.Store.OpenAsync(default))
        await using (var transaction = await scene.Store.BeginAsync(connection, default))
        {
            await new Queues(scene.Store).SendAsync(transaction, "all", Messages, default);
            await transaction.RollbackAsync();
        }

        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Unique_keys_and_delays_hold_among_many(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        var messages = Messages.Select((m, i) => m with { UniqueKey = i < 10 ? $"{i % 5}" : null, Delay = TimeSpan.FromHours(i == 11 ? 1 : 0) }).ToList();

        (await new Queues(scene.Store).SendAsync("all", messages, default)).ShouldBe(Count - 5);

        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages WHERE due IS NOT NULL")).ShouldBe(1);
    }

    private static async Task InTransactionAsync(TopicScene scene, Func<DbTransaction, Task> send)
    {
        await using var connection = await scene.Store.OpenAsync(default);
        await using var transaction = await scene.Store.BeginAsync(connection, default);
        await send(transaction);
        await transaction.CommitAsync();
    }

    private static Task<List<string>> RowsAsync(TopicScene scene, string columns, string table, string of, string name) =>
        scene.Database.ListAsync($"SELECT {columns} FROM {table} WHERE {of} = '{name}' ORDER BY id", r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i => Text(r.GetValue(i)))));

    private static string? Text(object value) => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture);

    private static string True(string kind) => kind == "sqlite" ? "1" : "True";

    private static string False(string kind) => kind == "sqlite" ? "0" : "False";
}
