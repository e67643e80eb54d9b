using System.Text.Json;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Chat;

namespace Penstock.Cli.Tests;

public sealed class ChatLettersTests
{
    private const string Event = "11111111-0000-4000-8000-000000000001";
    private const string Message = "22222222-0000-4000-8000-000000000002";

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Dead_letters_of_outbox_and_router_are_listed_shown_and_replayed(string kind)
    {
        using var folder = new TemporaryFolder();
        await using var postgres = kind == "sqlite" ? null : await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting, cancellationToken: TestContext.Current.CancellationToken);
        var url = postgres?.Url ?? folder.Url;
        await using Store store = postgres is null ? new SqliteStore(StoreUrl.Parse(url), TimeProvider.System) : new PostgresStore(StoreUrl.Parse(url), TimeProvider.System);
        var topics = new RefusingTopics(store, "poison", "conversation_events", "whatsapp_outgoing");
        await using var chat = Chat(store, topics);
        await chat.StartAsync(TestContext.Current.CancellationToken);
        await WriteAsync(store, Event, "conversation", "conversation.updated", """{"name":"poison"}""");
        await WriteAsync(store, Message, "message", "message.created", $$"""
            {"message_id":"{{Message}}","conversation_id":1,"sender_id":1,"sender_username":"ada","payload":{"type":"text","content":"poison"},
             "channels":["whatsapp"],"created_at":"2025-12-02T10:30:00.000000"}
            """);
        await Until.TrueAsync("both are parked", async () => await CountAsync(store, "penstock_dead_letters WHERE resolved_at IS NULL") == 2);

        var outbox = await LetterAsync(folder, url, "chat.outbox");
        outbox.GetProperty("origin").GetString().ShouldBe(Event);
        outbox.GetProperty("address").GetString().ShouldBe("outbox:outbox_events");
        outbox.GetProperty("error").GetString().ShouldBe("A poison is refused by conversation_events.");
        var shown = await RunAsync(folder, url, "dlq", "show", outbox.GetProperty("id").GetRawText());
        shown.ShouldContain("conversation.updated");
        shown.ShouldContain("poison");
        var router = await LetterAsync(folder, url, "chat.router");
        router.GetProperty("address").GetString().ShouldBe("queue:message_processing/message_router_group");
        (await CountAsync(store, "penstock_topic_messages WHERE topic = 'message_processing_dlq'")).ShouldBe(2);

        topics.IsMended = true;
        foreach (var pipeline in new[] { "chat.outbox", "chat.router" })
            (await RunAsync(folder, url, "dlq", "replay", "--pipeline", pipeline, "--yes")).ShouldContain("1 of 1 letters are back");
        await Until.TrueAsync("the event is published", async () => await CountAsync(store, "penstock_topic_messages WHERE topic = 'conversation_events'") == 1);
        await Until.TrueAsync("the message is routed", async () => await CountAsync(store, "penstock_topic_messages WHERE topic = 'whatsapp_outgoing'") == 1);
        (await RunAsync(folder, url, "dlq", "list", "--json")).ShouldBeEmpty();
        await chat.StopAsync();
    }

    // Its own worker on replays is one of those who may do the work.
    private static WorkerHost Chat(Store store, ChatTopics topics) => WorkerHost.Build(new WorkerHostOptions
    {
        Name = "chat",
        Ports = [],
        Logs = new LogOptions { Output = Stream.Null },
        Services = services => services.AddChat(store, topics)
            .AddChatOutbox(new OutboxOptions { RetryDelay = Soon, PollEvery = Soon, Lanes = 1 })
            .AddChatRouter(new RouterOptions { RetryDelay = Soon, Lanes = 1 }),
    });

    private static async Task<JsonElement> LetterAsync(TemporaryFolder folder, string url, string pipeline)
    {
        using var json = JsonDocument.Parse(await RunAsync(folder, url, "dlq", "list", "--pipeline", pipeline, "--json"));
        return json.RootElement.Clone();
    }

    private static async Task<string> RunAsync(TemporaryFolder folder, string url, params string[] words)
    {
        var line = await CommandLine.RunAsync(folder, [.. words, "--db", url]);
        line.Code.ShouldBe(0, line.Error);
        return line.Output;
    }

    private static async Task WriteAsync(Store store, string id, string aggregate, string type, string payload)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        var (uuid, json) = store is PostgresStore ? ("uuid", "jsonb") : ("text", "text");
        await connection.Command(
            $"""
            INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload)
            VALUES (CAST(@id AS {uuid}), @aggregate, CAST(@id AS {uuid}), @type, CAST(@payload AS {json}))
            """,
            ("id", id), ("aggregate", aggregate), ("type", type), ("payload", payload)).RunAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<long> CountAsync(Store store, string what)
    {
        await using var connection = await store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command($"SELECT count(*) FROM {what}").ScalarAsync<long>(TestContext.Current.CancellationToken);
    }
}
