namespace Penstock.Relational.Tests;

public sealed class AWatermarkBelongsToOneLogTests(PostgresServer server)
{
    // Of a server that has been busy for longer than the one a dump is restored into.
    private const long TransactionsAhead = 1_000_000;

    [ExpectedToFail("dump-restore-xid")]
    public Task What_was_not_read_before_a_log_moved_to_a_younger_server_is_read_there_in_its_place() => ReadAsync(TransactionsAhead, seconds: 3);

    [Fact]
    public Task What_was_not_read_before_a_log_moved_to_an_older_server_is_read_there_in_its_place() => ReadAsync(0, seconds: 60);

    private async Task ReadAsync(long ahead, double seconds)
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        await AppendAsync(scene, "A");
        var before = scene.OpenProcess("group");
        await ReadAsync(before.Source, 1, seconds: 60);
        await scene.CloseAsync(before);
        await AppendAsync(scene, "B");
        await scene.Database.ScalarAsync<long>($"""
            UPDATE penstock_topic_messages SET xid = (xid::text::bigint + {ahead})::text::xid8;
            UPDATE penstock_topic_positions SET seen = format('%1$s:%1$s:', split_part(seen, ':', 2)::bigint + {ahead}) WHERE seen IS NOT NULL;
            UPDATE penstock_topic_positions SET seen_before = format('%1$s:%1$s:', split_part(seen_before, ':', 2)::bigint + {ahead}) WHERE seen_before IS NOT NULL
            """);

        // A refusal that says what to do would do as well.
        var read = new List<string>();
        var refusal = await Record.ExceptionAsync(async () =>
        {
            await new Migrator(scene.Database.Open()).ApplyAsync([OwnerSchema.Set, QueueSchema.Set, TopicSchema.Set, InboxSchema.Set], default);
            await AppendAsync(scene, "C");
            read.AddRange(await ReadAsync(scene.OpenProcess("group").Source, 2, seconds));
        });

        if (refusal is not SchemaException)
        {
            refusal.ShouldBeNull();
            read.ShouldBe(["B", "C"]);
        }
    }

    private static ValueTask AppendAsync(TopicScene scene, string text) =>
        scene.Topics.AppendAsync(TopicScene.Topic, [TopicScene.Text(text, "key")], default);

    private static async Task<List<string>> ReadAsync(TopicSource source, int count, double seconds)
    {
        var read = new List<string>();
        await Within.SecondsAsync(seconds, async () =>
        {
            read.AddRange((await TopicScene.TakeAsync(source)).Select(TopicScene.TextOf));
            return read.Count >= count;
        });
        return read;
    }
}
