using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class ChatSchemaTests(Servers servers)
{
    // As the original's migration makes it.
    private const string Original = """
        CREATE TABLE outbox_events (
            id UUID PRIMARY KEY, aggregate_type VARCHAR(50) NOT NULL, aggregate_id UUID NOT NULL, event_type VARCHAR(100) NOT NULL,
            payload JSONB NOT NULL, published BOOLEAN DEFAULT false, published_at TIMESTAMP, created_at TIMESTAMP DEFAULT now(),
            version INTEGER DEFAULT 1, error_message TEXT, UNIQUE (aggregate_id, event_type))
        """;

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_row_with_the_original_columns_alone_gets_its_place_and_its_key(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await InsertAsync(scene, "message", """{"conversation_id": 7}""");
        await InsertAsync(scene, "file", """{"conversation_id": 7}""");

        var rows = await scene.ListAsync(
            "SELECT position, order_key, aggregate_id, failures FROM outbox_events ORDER BY position",
            r => (Position: r.GetInt64(0), Key: r.GetString(1), Aggregate: Convert.ToString(r.GetValue(2), null), Failures: r.GetInt32(3)));
        rows.Select(r => r.Position).ShouldBe([1, 2]);
        rows[0].Key.ShouldBe("conversation:7");
        rows[1].Key.ShouldBe(rows[1].Aggregate);
        rows.ShouldAllBe(r => r.Failures == 0);
    }

    [Fact]
    public async Task An_outbox_that_is_there_already_gets_what_is_new_and_loses_its_limit_of_one_event_a_kind()
    {
        await using var scene = await ChatScene.CreateAsync(servers, migrate: false);
        await scene.ExecuteAsync(Original);
        await InsertAsync(scene, "message", """{"conversation_id": 1}""");
        await new Migrator(scene.Store).ApplyAsync(ChatSchema.Sets, default);

        await scene.ExecuteAsync("INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload) SELECT gen_random_uuid(), aggregate_type, aggregate_id, event_type, payload FROM outbox_events");
        (await scene.ListAsync("SELECT position FROM outbox_events WHERE order_key = 'conversation:1' ORDER BY position", r => r.GetInt64(0))).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task All_keys_are_spread_over_the_buckets()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.ExecuteAsync("""
            INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload)
            SELECT 'message', gen_random_uuid(), 'message.created', jsonb_build_object('conversation_id', i) FROM generate_series(1, 2000) i
            """);
        (await scene.ScalarAsync<long>("SELECT count(DISTINCT bucket) FROM outbox_events WHERE bucket BETWEEN 0 AND 63")).ShouldBe(OutboxTable.Buckets);
    }

    private static Task InsertAsync(ChatScene scene, string type, string payload) => scene.ExecuteAsync(
        $"""
        INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload)
        VALUES ({scene.Store.Dialect.AsUuid("@id")}, @type, {scene.Store.Dialect.AsUuid("@aggregate")}, 'some.event', {scene.Store.Dialect.AsJson("@payload")})
        """,
        ("id", Guid.NewGuid().ToString()), ("type", type), ("aggregate", Guid.NewGuid().ToString()), ("payload", payload));
}
