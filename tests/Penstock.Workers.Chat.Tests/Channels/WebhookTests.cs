using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class WebhookTests(Servers servers)
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task A_message_is_posted_with_a_key_of_its_own_and_its_trace()
    {
        using var web = new ScriptedWeb();
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, [FlowScene.Record(FlowScene.Message(0), Trace)]);
        await PostAsync(scene, web);

        var (key, trace, body) = web.Posts.ShouldHaveSingleItem();
        key.ShouldBe($"{FlowScene.IdOf(0):D}:webhook");
        trace.ShouldBe(Trace);
        body.ShouldBe(Encoding.UTF8.GetString(ChatMessageJson.Write(FlowScene.Message(0))));
    }

    [Fact]
    public async Task What_is_taken_is_sent_and_what_is_answered_otherwise_is_delivered()
    {
        using var web = new ScriptedWeb { Answer = body => body.Contains("text 0", StringComparison.Ordinal) ? HttpStatusCode.Accepted : HttpStatusCode.NoContent };
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, FlowScene.Message(0), FlowScene.Message(1));
        await PostAsync(scene, web);

        (await scene.UpdatesAsync()).Select(u => (FlowScene.NumberOf(u.MessageId), u.Status)).ShouldBe(
            [(0, MessageStatus.Sent), (1, MessageStatus.Sent), (1, MessageStatus.Delivered)]);
    }

    [Fact]
    public async Task A_refusal_is_the_message_s_own_fault()
    {
        using var web = new ScriptedWeb { Answer = body => body.Contains("text 1\"", StringComparison.Ordinal) ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.OK };
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, FlowScene.Many(5, conversations: 1));
        await PostAsync(scene, web);

        (await scene.EffectsAsync("webhook")).Select(e => e.N).ShouldBe([0, 2, 3, 4]);
        (await scene.LettersAsync()).ShouldBe([(WebhookServices.PipelineName, "example.org answered 422 Unprocessable Entity.")]);
        web.Posts.Count(post => post.Body.Contains("text 1\"", StringComparison.Ordinal)).ShouldBe(3);
        web.Posts.Select(post => post.Key).Distinct(StringComparer.Ordinal).Count().ShouldBe(5);
    }

    [Fact]
    public async Task While_nobody_is_there_no_attempt_is_counted_and_then_all_is_sent_in_order()
    {
        using var web = new ScriptedWeb { IsAway = true };
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.SendAsync(WebhookScene.Topic, FlowScene.Many(50, conversations: 5));
        await using (var process = WebhookScene.Start(scene, web))
        {
            var pipeline = process.Services.GetRequiredService<Pipeline>();
            await Until.TrueAsync("the channel waits", () => Task.FromResult(pipeline.WaitsFor is not null));
            web.Missed.ShouldBeGreaterThan(0);
            (await scene.ScalarAsync<long>("SELECT coalesce(sum(failures), 0) FROM penstock_messages")).ShouldBe(0);
            web.IsAway = false;
            await scene.IdleAsync(WebhookScene.Topic, WebhookScene.Group);
        }

        (await scene.EffectsAsync("webhook")).Select(e => ((string?)e.Key, e.N)).ShouldBeAllInOrder(50);
        (await scene.LettersAsync()).ShouldBeEmpty();
        web.Posts.Count.ShouldBe(50);
    }

    private static async Task PostAsync(ChatScene scene, ScriptedWeb web)
    {
        await using var process = WebhookScene.Start(scene, web);
        await scene.IdleAsync(WebhookScene.Topic, WebhookScene.Group);
    }
}
