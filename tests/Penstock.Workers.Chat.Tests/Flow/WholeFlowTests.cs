using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat.Tests;

public sealed class WholeFlowTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task From_the_router_to_the_status_each_message_has_one_effect_a_channel_while_one_of_each_dies(string kind)
    {
        const int messages = 300;
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.AcceptAsync(messages, conversations: 30);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Many(messages, conversations: 30));
        await FlowProcess.Start(scene, services => services.AddChatRouterOnly(FlowScene.Routers with { Lanes = 1 }), dies: Step.Ran).DieAsync();
        await using var router = FlowProcess.Start(scene, FlowScene.Router());
        FlowProcess[] dying =
        [
            FlowProcess.Start(scene, services => services.AddChatMockOnly("whatsapp", new MockOptions(), FlowScene.Senders with { Lanes = 1 }), dies: Step.Ran, occurrence: 2),
            FlowProcess.Start(scene, FlowScene.Updater(), dies: Step.Ran, occurrence: 2),
        ];
        foreach (var one in dying.Reverse())
            await one.DieAsync();
        await using var living = FlowProcess.Start(scene, services =>
        {
            FlowScene.Mock("whatsapp")(services);
            FlowScene.Mock("instagram")(services);
            FlowScene.Updater()(services);
        });
        await scene.RoutedAsync();
        foreach (var channel in FlowScene.Channels)
            await scene.SentAsync(channel);
        await scene.UpdatedAsync();

        foreach (var channel in FlowScene.Channels)
            (await scene.EffectsAsync(channel)).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(messages);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM messages WHERE status = 'DELIVERED'")).ShouldBe(messages);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM message_status_history")).ShouldBe(5 * messages);
        (await scene.LettersAsync()).ShouldBeEmpty();
    }
}
