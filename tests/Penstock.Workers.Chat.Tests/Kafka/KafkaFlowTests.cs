using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

/// <summary>
/// The flow with its topics on Kafka. The cluster is librdkafka's own: it shows groups, rebalances, outages and errors, and can't show
/// what transactions on the brokers would hide.
/// </summary>
public sealed class KafkaFlowTests(Servers servers)
{
    private const int Conversations = 20;

    private static readonly Action<IServiceCollection> Poller = services => services.AddChatOutboxOnly(OutboxScene.Options);

    private static readonly Action<IServiceCollection>[] Everything =
        [Poller, FlowScene.Router(), FlowScene.Updater(), FlowScene.Mock(ChatChannels.WhatsApp), FlowScene.Mock(ChatChannels.Instagram)];

    [Fact]
    public async Task Messages_go_from_the_outbox_to_each_channel_once_and_in_order_and_their_status_comes_back()
    {
        const int Messages = 400;
        await using var scene = await KafkaScene.CreateAsync(servers, Conversations);
        await scene.AcceptAsync(Messages, Conversations);

        await using (scene.Start(Everything))
            await scene.DeliveredAsync(Messages);

        await ShouldBeDeliveredAsync(scene, Messages);
        foreach (var channel in FlowScene.Channels)
            scene.Outgoing(channel).ShouldBeAllInOrder(Messages);
        scene.Read(ChatTopicNames.MessageEvents).Count.ShouldBe(Messages);
    }

    [Fact]
    public async Task What_is_no_message_is_a_dead_letter_with_a_record_and_those_behind_it_go_on()
    {
        const int Messages = 60;
        await using var scene = await KafkaScene.CreateAsync(servers, Conversations);
        await using var process = scene.Start(Everything);
        await scene.AcceptAsync(Messages / 2, Conversations);
        var nonsense = new OutgoingMessage("{no message"u8.ToArray()) { Key = ChatKeys.OfConversation(1) };
        await scene.SendAsync(ChatTopicNames.MessageProcessing, nonsense);
        await scene.AcceptAsync(Messages / 2, Conversations, first: Messages / 2);

        await scene.DeliveredAsync(Messages);
        await Until.TrueAsync("it is a dead letter", async () => (await scene.Chat.LettersAsync()).Count == 1);

        (await scene.Chat.LettersAsync()).ShouldHaveSingleItem().Pipeline.ShouldBe(RouterServices.PipelineName);
        (await scene.Chat.ScalarAsync<byte[]>("SELECT body FROM penstock_dead_letters")).ShouldBe(nonsense.Body.ToArray());
        await Until.TrueAsync("its record is published", () => Task.FromResult(scene.Read(ChatTopicNames.MessageProcessingDlq).Count == 1));
    }

    [Fact]
    public async Task A_replayed_letter_goes_back_to_its_topic_and_is_sent()
    {
        await using var scene = await KafkaScene.CreateAsync(servers, conversations: 1);
        await using var rest = scene.Start(Poller, FlowScene.Router());
        await scene.AcceptAsync(1, conversations: 1);
        await using (scene.Start(FlowScene.Mock(ChatChannels.WhatsApp, new MockOptions { FailureRate = 1 })))
            await Until.TrueAsync("it is a dead letter", async () => (await scene.Chat.LettersAsync()).Count == 1);
        await using var mended = scene.Start(FlowScene.Mock(ChatChannels.WhatsApp));

        (await scene.ReplayAsync()).Done.ShouldBe(1);

        await Until.TrueAsync("it is sent", async () => (await scene.Chat.EffectsAsync(ChatChannels.WhatsApp)).Count == 1);
    }

    // A send is given up after a tenth of a second: that is many attempts of each message, were one counted.
    [Fact]
    public Task While_no_broker_answers_nothing_is_parked_and_no_attempt_is_spent() => BeAwayAsync(TimeSpan.FromSeconds(5));

    [Fact, Trait("Size", "Long")]
    public Task While_no_broker_answers_for_long_no_attempt_is_spent_either() => BeAwayAsync(TimeSpan.FromSeconds(20));

    private async Task BeAwayAsync(TimeSpan outage)
    {
        const int Messages = 300;
        await using var scene = await KafkaScene.CreateAsync(servers, Conversations);
        await using var process = scene.Start(Everything);
        await scene.AcceptAsync(Messages / 3, Conversations);
        await scene.DeliveredAsync(Messages / 3);

        await scene.AcceptAsync(Messages / 3, Conversations, first: Messages / 3);
        scene.SetAllDown();
        await scene.AcceptAsync(Messages / 3, Conversations, first: 2 * Messages / 3);
        // The length of the outage is what is tested.
        await Task.Delay(outage, TimeProvider.System);
        (await scene.Chat.PendingAsync()).ShouldBeGreaterThan(0);
        scene.SetAllUp();

        await scene.DeliveredAsync(Messages);
        await ShouldBeDeliveredAsync(scene, Messages);
    }

    [Fact]
    public Task Five_routers_that_come_and_go_while_brokers_refuse_and_coordinators_move_lose_nothing() => RoutersComeAndGoAsync(500);

    [Fact, Trait("Size", "Long")]
    public Task Five_routers_that_come_and_go_lose_nothing_of_many_messages() => RoutersComeAndGoAsync(1_500);

    private static async Task ShouldBeDeliveredAsync(KafkaScene scene, int messages)
    {
        foreach (var channel in FlowScene.Channels)
            (await scene.Chat.EffectsAsync(channel)).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(messages);
        (await scene.Chat.LettersAsync()).ShouldBeEmpty();
        (await scene.Chat.PendingAsync()).ShouldBe(0);
        (await scene.Chat.ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE failures > 0")).ShouldBe(0);
    }

    private async Task RoutersComeAndGoAsync(int messages)
    {
        await using var scene = await KafkaScene.CreateAsync(servers, Conversations);
        await using var rest = scene.Start(Poller, FlowScene.Updater(), FlowScene.Mock(ChatChannels.WhatsApp), FlowScene.Mock(ChatChannels.Instagram));
        var routers = Enumerable.Range(0, 5).Select(_ => scene.Start(FlowScene.Router())).ToList();
        for (var turn = 0; turn < 5; turn++)
        {
            await scene.AcceptAsync(messages / 5, Conversations, first: turn * messages / 5);
            scene.Cluster.SetCoordinator(ChatGroups.Router, (turn % 3) + 1);
            // Not enough replicas; not the leader; the coordinator is somewhere else.
            scene.Cluster.PushErrors(0, 19, 6);
            scene.Cluster.PushErrors(8, 16, 14);
            await routers[turn].DisposeAsync();
            routers[turn] = scene.Start(FlowScene.Router());
        }

        await scene.DeliveredAsync(messages);
        foreach (var router in routers)
            await router.DisposeAsync();
        await ShouldBeDeliveredAsync(scene, messages);
    }
}
