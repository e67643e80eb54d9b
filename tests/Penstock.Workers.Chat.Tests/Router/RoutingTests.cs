using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat.Tests;

public sealed class RoutingTests(Servers servers)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_goes_to_the_channels_it_names_and_to_no_other(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(
            ChatTopicNames.MessageProcessing,
            FlowScene.Message(0, 1, "whatsapp"), FlowScene.Message(1, 1, "instagram"), FlowScene.Message(2, 1, "instagram", "whatsapp"),
            FlowScene.Message(3, 1, "all"), FlowScene.Message(4, 1, "whatsapp", "all"), FlowScene.Message(5, 1, "telegram"),
            FlowScene.Message(6, 1, "telegram", "whatsapp"), FlowScene.Message(7, 1, "whatsapp", "whatsapp"));
        await RouteAsync(scene);

        (await scene.OutgoingAsync("whatsapp")).Select(o => o.N).ShouldBe([0, 2, 3, 4, 6, 7]);
        (await scene.OutgoingAsync("instagram")).Select(o => o.N).ShouldBe([1, 2, 3, 4]);
        (await scene.UpdatesAsync()).Select(u => (FlowScene.NumberOf(u.MessageId), u.Status)).ShouldBe(
            new[] { 0, 1, 2, 3, 4, 6, 7 }.Select(n => (n, MessageStatus.Processing)), ignoreOrder: true);
        scene.Log.Lines.ShouldContain(line => line.Contains($"Message {FlowScene.IdOf(5):D} names no channel", StringComparison.Ordinal));
        (await scene.LettersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_is_forwarded_byte_for_byte_with_its_conversation_and_its_trace()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        var body = Encoding.UTF8.GetString(ChatMessageJson.Write(FlowScene.Message(1, 7))).Replace("{\"message_id\"", "{ \"unknown\": [1, 2],\"message_id\"", StringComparison.Ordinal);
        var record = FlowScene.Record(FlowScene.Message(1, 7), Trace);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, [record with { Body = Encoding.UTF8.GetBytes(body) }]);
        await RouteAsync(scene);

        foreach (var channel in FlowScene.Channels)
            (await scene.TopicAsync(ChatTopicNames.OutgoingOf(channel))).ShouldBe([("conversation:7", body)]);
        var headers = await scene.ListAsync("SELECT headers FROM penstock_topic_messages WHERE topic <> 'message_processing'", row => row.GetString(0));
        headers.Count.ShouldBe(3);
        headers.ShouldAllBe(text => text.Contains(Trace, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_that_comes_again_is_routed_once(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Message(0), FlowScene.Message(1), FlowScene.Message(0));
        await RouteAsync(scene);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Message(1), FlowScene.Message(2));
        await RouteAsync(scene);

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).Select(o => o.N).ShouldBe([0, 1, 2]);
        scene.Log.Lines.Count(line => line.Contains("was routed before", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_file_is_sent_when_all_of_it_is_there_and_has_failed_elsewhere(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.PeopleAsync();
        var (whole, half, none) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await AddFileAsync(scene, whole, "COMPLETED");
        await AddFileAsync(scene, half, "MERGING");
        await scene.SendAsync(
            ChatTopicNames.MessageProcessing,
            [.. new[] { whole, half, none }.Select((file, n) => FlowScene.Message(n) with { Payload = ChatPayload.OfFile(file) })]);
        await RouteAsync(scene);

        foreach (var channel in FlowScene.Channels)
            (await scene.OutgoingAsync(channel)).Select(o => o.N).ShouldBe([0]);
        var failed = (await scene.UpdatesAsync()).Where(u => u.Status == MessageStatus.Failed).ToList();
        failed.Select(u => FlowScene.NumberOf(u.MessageId)).ShouldBe([1, 2]);
        failed.ShouldAllBe(u => u.Details!.Value.GetRawText() == """{"reason":"File validation failed"}""");
    }

    [Fact]
    public async Task A_channel_that_the_router_is_told_of_gets_its_own_and_what_is_for_all()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(ChatTopicNames.MessageProcessing, FlowScene.Message(0, 1, "pager"), FlowScene.Message(1, 1, "all"), FlowScene.Message(2, 1, "whatsapp"));
        await RouteAsync(scene, FlowScene.Router(FlowScene.Routers with { Channels = ["whatsapp", "pager"] }));

        (await scene.OutgoingAsync("pager")).Select(o => o.N).ShouldBe([0, 1]);
        (await scene.OutgoingAsync("whatsapp")).Select(o => o.N).ShouldBe([1, 2]);
        (await scene.OutgoingAsync("instagram")).ShouldBeEmpty();
    }

    private static async Task RouteAsync(ChatScene scene, Action<IServiceCollection>? router = null)
    {
        await using var process = FlowProcess.Start(scene, router ?? FlowScene.Router());
        await scene.RoutedAsync();
    }

    private static Task AddFileAsync(ChatScene scene, Guid id, string status) => scene.ExecuteAsync(
        $"""
        INSERT INTO files (id, conversation_id, uploader_id, filename, file_size, mime_type, status, chunk_size, total_chunks)
        VALUES ({scene.Store.Dialect.AsUuid("@id")}, 1, 1, 'a.png', 1, 'image/png', @status, 1, 1)
        """,
        ("id", id.ToString("D")), ("status", status));
}
