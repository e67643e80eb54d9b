using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The whole way with many of each worker, all of which die now and then, and the database with them.</summary>
public sealed class ManyDeathsTests
{
    private const int Writers = 10;
    private const int Poison = 20;

    private static readonly TimeSpan BeforeAgain = TimeSpan.FromMilliseconds(50);

    private static readonly Action<IServiceCollection>[] Workers =
    [
        .. Enumerable.Repeat<Action<IServiceCollection>>(services => services.AddChatRouterOnly(new RouterOptions { Lanes = 1 }), 5),
        .. Enumerable.Repeat<Action<IServiceCollection>>(services => services.AddChatOutboxOnly(new OutboxOptions { Lanes = 1, PollEvery = BeforeAgain }), 3),
        .. Enumerable.Repeat<Action<IServiceCollection>>(services => services.AddChatStatusOnly(new StatusOptions()), 2),
        .. new[] { "whatsapp", "instagram" }.Select<string, Action<IServiceCollection>>(
            channel => services => services.AddChatMockOnly(channel, new MockOptions { Disorder = 0.1 }, new ChannelOptions { Lanes = 1 })),
    ];

    [Fact]
    public Task Each_message_has_one_effect_a_channel_in_the_order_of_its_conversation_whatever_dies() =>
        DieAsync(messages: 1_000, conversations: 4 * Writers, TimeSpan.FromMilliseconds(200));

    [Fact, Trait("Size", "Long")]
    public Task Each_of_twenty_thousand_messages_has_one_effect_a_channel_too() =>
        DieAsync(messages: 20_000, conversations: 50 * Writers, TimeSpan.FromMilliseconds(700));

    private static async Task DieAsync(int messages, int conversations, TimeSpan betweenDeaths)
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync();
        await using var scene = await ChatScene.CreateAsync(postgres);
        await scene.PeopleAsync(users: 1, conversations);
        var processes = Workers.Select(add => FlowProcess.Start(scene, add)).ToArray();
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => WriteAsync(scene, writer, messages, conversations)));
        // Each once at least.
        for (var death = 0; death < processes.Length || !writing.IsCompleted; death++)
        {
            await Task.Delay(betweenDeaths, TimeProvider.System);
            var which = death * 5 % processes.Length;
            await processes[which].KillAsync();
            processes[which] = FlowProcess.Start(scene, Workers[which]);
            if (death == 3)
                await KillDatabaseAsync(postgres, scene);
        }

        await writing;
        await ArrivedAsync(scene, messages);
        foreach (var process in processes)
            await process.DisposeAsync();
        await CheckAsync(scene, messages);
    }

    // Each its own conversations, message by message: what is accepted is before what is sent afterwards.
    private static async Task WriteAsync(ChatScene scene, int writer, int messages, int conversations)
    {
        await using var store = scene.Open();
        var topics = new StoreTopics(store);
        var book = new MessageBook(store);
        for (var n = writer; n < messages; n += Writers)
        {
            var conversation = (n % conversations) + 1;
            await TakenAsync(async () =>
            {
                await using var connection = await store.OpenAsync(default);
                await using var transaction = await store.BeginAsync(connection, default);
                await book.AddAsync(transaction, FlowScene.Message(n, conversation), withEvent: true, null, default);
                await transaction.CommitAsync(default);
            });
            if (n < Poison)
                await TakenAsync(async () => await topics.SendAsync(ChatTopicNames.MessageProcessing, [Nonsense(conversation)], null, default));
        }
    }

    private static OutgoingMessage Nonsense(int conversation) => new("{no message"u8.ToArray()) { Key = ChatKeys.OfConversation(conversation) };

    // As a client does that got no answer: the same again.
    private static async Task TakenAsync(Func<Task> send)
    {
        while (true)
        {
            try
            {
                await send();
                return;
            }
            catch (Exception error) when (error is System.Data.Common.DbException or TimeoutException or IOException)
            {
                await Task.Delay(BeforeAgain, TimeProvider.System);
            }
        }
    }

    private static async Task KillDatabaseAsync(ThrowawayPostgres postgres, ChatScene scene)
    {
        await postgres.KillAsync();
        await postgres.StartAsync();
        scene.Reopen();
    }

    // As long as something moves.
    private static async Task ArrivedAsync(ChatScene scene, int messages)
    {
        for (var done = -1L; ;)
        {
            var before = done;
            await Until.TrueAsync("something has moved", async () => (done = await DoneAsync(scene)) != before);
            if (done == 3 * messages)
                return;
        }
    }

    private static Task<long> DoneAsync(ChatScene scene) => scene.ScalarAsync<long>(
        "SELECT (SELECT count(*) FROM chat_channel_effects) + (SELECT count(*) FROM messages WHERE status = 'DELIVERED')");

    private static async Task CheckAsync(ChatScene scene, int messages)
    {
        foreach (var channel in FlowScene.Channels)
        {
            (await scene.EffectsAsync(channel)).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(messages);
            // Reading one topic and writing the next is one commit: no second record, whoever died.
            (await scene.OutgoingAsync(channel)).ShouldBeAllInOrder(messages);
        }

        (await scene.LettersAsync()).Select(letter => letter.Pipeline).ShouldBe(Enumerable.Repeat("chat.router", Poison));
        (await scene.PendingAsync()).ShouldBe(0);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures > 0")).ShouldBe(0);
    }
}
