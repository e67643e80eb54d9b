using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;

namespace Penstock.Workers.Chat.Tests;

/// <summary>What whoever listens to <c>conversation:&lt;id&gt;</c> hears, on a Redis of its own.</summary>
public sealed class NewsTests(Servers servers)
{
    private static readonly RedisOptions Impatient = new() { CallTimeout = TimeSpan.FromSeconds(1) };

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_new_message_is_told_when_its_event_is_marked_and_not_before(string kind)
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.PeopleAsync();
        await scene.WriteAsync(FlowScene.Message(0));
        using var ears = await Ears.ListenAsync(redis, "conversation:1");
        var gate = new StepGate(Step.Committing);
        await using var poller = await RunAsync(scene, redis, gate, services => services.AddChatOutboxOnly(OutboxScene.Options with { Lanes = 1 }));
        await gate.Arrived;
        await ShouldHaveHeardNothingAsync(redis, ears);
        (await scene.PendingAsync()).ShouldBe(1);
        gate.Open();

        using var heard = JsonDocument.Parse(await ears.HearAsync());
        (await scene.PendingAsync()).ShouldBe(0);
        ShouldHave(
            heard, "type", "message_id", "conversation_id", "sender_id", "sender_username", "payload", "channels", "created_at", "timestamp");
        var message = heard.RootElement;
        message.GetProperty("type").GetString().ShouldBe("message.created");
        message.GetProperty("message_id").GetGuid().ShouldBe(FlowScene.IdOf(0));
        message.GetProperty("conversation_id").GetInt64().ShouldBe(1);
        message.GetProperty("sender_id").GetInt64().ShouldBe(1);
        message.GetProperty("sender_username").GetString().ShouldBe("user1");
        message.GetProperty("payload").GetProperty("content").GetString().ShouldBe("text 0");
        message.GetProperty("channels")[0].GetString().ShouldBe("all");
        message.GetProperty("created_at").GetString().ShouldBe("2025-12-02T10:30:00.000000");
        ShouldBeNow(message.GetProperty("timestamp"));
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_status_is_told_when_it_is_stored_and_not_before(string kind)
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(1);
        // The last one comes too late to change anything.
        await scene.SendAsync(
            StatusScene.Update(0, MessageStatus.Delivered, channel: "whatsapp"), StatusScene.Update(0, MessageStatus.Read) with { UserId = 7 },
            StatusScene.Update(0, MessageStatus.Sent));
        using var ears = await Ears.ListenAsync(redis, "conversation:1");
        var gate = new StepGate(Step.Committing);
        await using var updater = await RunAsync(scene, redis, gate, FlowScene.Updater());
        await gate.Arrived;
        await ShouldHaveHeardNothingAsync(redis, ears);
        (await scene.StatusAsync(0)).ShouldBe("ACCEPTED");
        gate.Open();

        using var delivered = JsonDocument.Parse(await ears.HearAsync());
        (await scene.StatusAsync(0)).ShouldBeOneOf("DELIVERED", "READ");
        ShouldHave(delivered, "type", "message_id", "status", "updated_at");
        delivered.RootElement.GetProperty("type").GetString().ShouldBe("MessageStatusUpdated");
        delivered.RootElement.GetProperty("message_id").GetGuid().ShouldBe(FlowScene.IdOf(0));
        delivered.RootElement.GetProperty("status").GetString().ShouldBe("DELIVERED");
        ShouldBeNow(delivered.RootElement.GetProperty("updated_at"));
        using var read = JsonDocument.Parse(await ears.HearAsync());
        (await scene.StatusAsync(0)).ShouldBe("READ");
        ShouldHave(read, "type", "message_id", "status", "updated_at", "user_id");
        read.RootElement.GetProperty("status").GetString().ShouldBe("READ");
        read.RootElement.GetProperty("user_id").GetInt64().ShouldBe(7);
        await scene.UpdatedAsync();
        await ShouldHaveHeardNothingAsync(redis, ears);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task While_the_Redis_is_away_all_goes_on_and_when_it_is_back_there_are_news_again(string kind)
    {
        await using var redis = await RedisServer.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.PeopleAsync();
        await redis.KillAsync();
        await using var workers = await RunAsync(scene, redis, null, services =>
        {
            services.AddChatOutboxOnly(OutboxScene.Options);
            FlowScene.Router()(services);
            FlowScene.Mock("whatsapp")(services);
            FlowScene.Mock("instagram")(services);
            FlowScene.Updater()(services);
        });
        for (var i = 0; i < 20; i++)
            await scene.WriteAsync(FlowScene.Message(i));
        await Until.TrueAsync("all are delivered", async () => await scene.ScalarAsync<long>("SELECT count(*) FROM messages WHERE status = 'DELIVERED'") == 20);
        await Until.TrueAsync("it is told", () => Task.FromResult(scene.Log.Lines.Any(line => line.Contains("News of conversations are lost", StringComparison.Ordinal))));
        (await scene.LettersAsync()).ShouldBeEmpty();

        await redis.StartAsync();
        using var ears = await Ears.ListenAsync(redis, "conversation:1");
        // Until the line is up again, news are lost still.
        var (hearing, n) = (ears.HearAsync(), 20);
        await Until.TrueAsync("there are news again", async () =>
        {
            await scene.WriteAsync(FlowScene.Message(n++));
            return hearing.IsCompleted;
        });
        using var heard = JsonDocument.Parse(await hearing);
        heard.RootElement.GetProperty("type").GetString().ShouldBeOneOf("message.created", "MessageStatusUpdated");
    }

    private static Task<RunningWorkers> RunAsync(ChatScene scene, RedisServer redis, StepGate? gate, Action<IServiceCollection> add) => RunningWorkers.StartAsync(scene.Process((services, _) =>
    {
        services.AddRedis(redis.Url, Impatient);
        if (gate is not null)
            services.AddSingleton<Reached>(gate.ReachedAsync);
        add(services);
    }));

    // What was told before is heard before.
    private static async Task ShouldHaveHeardNothingAsync(RedisServer redis, Ears ears)
    {
        await redis.CliAsync("PUBLISH", "conversation:1", "a word from the test");
        (await ears.HearAsync()).ShouldBe("a word from the test");
    }

    private static void ShouldHave(JsonDocument heard, params string[] names) => heard.RootElement.EnumerateObject().Select(p => p.Name).ShouldBe(names);

    // UTC, and without a zone.
    private static void ShouldBeNow(JsonElement moment) => DateTime.ParseExact(
            moment.GetString()!, "yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)
        .ShouldBe(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(1));
}
