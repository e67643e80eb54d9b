using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>A webhook channel, and the other side of it.</summary>
internal static class WebhookScene
{
    public const string Topic = "webhook_outgoing";

    public const string Group = "webhook_group";

    public static FlowProcess Start(ChatScene scene, ScriptedWeb web, Func<Store, ChatTopics>? topics = null) => FlowProcess.Start(
        scene,
        services => services.AddChatChannelOnly(
            WebhookServices.PipelineName, "webhook", _ => new WebhookChannel(new WebhookOptions(new Uri("https://example.org/hook")), new Borrowed(web)),
            FlowScene.Senders),
        topics: topics);

    // A process that ends disposes its channel; the other side goes on.
    private sealed class Borrowed(ScriptedWeb web) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker calls = new(web, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            calls.SendAsync(request, cancellationToken);

        protected override void Dispose(bool disposing)
        {
            calls.Dispose();
            base.Dispose(disposing);
        }
    }
}
