using System.Net;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class TextLeavesByOneDoorTests(Servers servers)
{
    private const string Channel = "pager";
    private const string Secret = "hunter2";
    private const string Text = $"https://ops:{Secret}@pager.internal:8443/hook said no. Password={Secret};Host=db.internal";

    [ExpectedToFail("M5")]
    public async Task A_secret_in_an_error_s_text_is_in_no_record_and_no_history()
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.AcceptAsync(1);
        await FailAsync(scene, FlowScene.Message(0));

        (await scene.LettersAsync()).ShouldHaveSingleItem().Reason.ShouldNotContain(Secret);
        (await scene.TopicAsync(ChatTopicNames.MessageProcessingDlq)).ShouldHaveSingleItem().Body.ShouldNotContain(Secret);
        (await scene.TopicAsync(ChatTopicNames.MessageStatusUpdates)).ShouldHaveSingleItem().Body.ShouldNotContain(Secret);
        (await scene.ScalarAsync<string>("SELECT CAST(details AS text) FROM message_status_history WHERE status = 'FAILED'"))!.ShouldNotContain(Secret);
    }

    [ExpectedToFail("M5")]
    public async Task A_user_is_told_that_a_message_failed_and_nothing_of_what_is_behind_it()
    {
        await using var api = await ApiScene.CreateAsync(servers, "postgresql");
        var id = Guid.NewGuid();
        await api.PostAsync(ApiScene.TextTo(1, id));
        await FailAsync(api.Chat, FlowScene.Message(0) with { MessageId = id });

        var answer = await api.GetAsync($"/v1/messages/{id}");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        ((string)answer.Body["status"]!).ShouldBe("failed");
        answer.Body.ToJsonString().ShouldNotContain("internal");
    }

    [ExpectedToFail("M6")]
    public async Task A_public_port_tells_nobody_where_the_database_is()
    {
        await using var proxy = PostgresProxy.Start(servers.Postgres.Port);
        await using var api = await ApiScene.CreateAsync(servers, "postgresql", through: proxy.UrlOf);
        using var http = new HttpClient { BaseAddress = api.Host.Addresses[0] };
        (await http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);

        proxy.GoAway();
        var said = "";
        await Until.TrueAsync("it is not ready", async () =>
        {
            using var answer = await http.GetAsync("/health/ready");
            said = await answer.Content.ReadAsStringAsync();
            return answer.StatusCode == HttpStatusCode.ServiceUnavailable;
        });

        said.ShouldNotContain("127.0.0.1");
        said.ShouldNotContain("postgres");
        proxy.ComeBack();
    }

    private static async Task FailAsync(ChatScene scene, ChatMessage message)
    {
        await scene.SendAsync(ChatTopicNames.OutgoingOf(Channel), message);
        await using var process = FlowProcess.Start(scene, services =>
        {
            services.AddChatStatusOnly(FlowScene.Updaters);
            services.AddChatChannelOnly("chat.pager", Channel, _ => new TalkativeChannel(), FlowScene.Senders);
        });
        await Until.TrueAsync("it has failed", async () => await scene.ScalarAsync<long>("SELECT count(*) FROM message_status_history WHERE status = 'FAILED'") > 0);
    }

    private sealed class TalkativeChannel : IChannel
    {
        public string Name => Channel;

        public ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp) => throw new RejectedException(Text);
    }
}
