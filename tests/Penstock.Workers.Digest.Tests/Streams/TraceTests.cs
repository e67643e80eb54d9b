using System.Collections.Concurrent;
using System.Diagnostics;
using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class TraceTests(Servers servers)
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Sender = "00f067aa0ba902b7";

    [Fact]
    public async Task A_message_that_brings_a_trace_has_its_span_in_it()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listener(spans);
        await using var scene = await DigestScene.CreateAsync(servers);
        var id = await AddAsync(scene, DigestScene.Payload(DateTimeOffset.UnixEpoch));
        await AddAsync(scene, "{"u8.ToArray());
        await scene.DrainAsync();

        var ours = spans.Where(s => s.TraceId.ToHexString() == Trace).ToList();
        ours.Count.ShouldBe(2);
        ours.ShouldAllBe(s => s.OperationName == "penstock.delivery" && s.Kind == ActivityKind.Consumer && s.ParentSpanId.ToHexString() == Sender);
        var stored = ours.Single(s => (string?)s.GetTagItem("penstock.settlement") == "Complete");
        stored.GetTagItem("penstock.origin").ShouldBe($"{scene.Options.Stream}/{id}");
        stored.GetTagItem("penstock.pipeline").ShouldBe("digest");
        var refused = ours.Single(s => (string?)s.GetTagItem("penstock.settlement") == "DeadLetter");
        (refused.Status, refused.StatusDescription).ShouldBe((ActivityStatusCode.Error, "RejectedException"));
    }

    [Fact]
    public async Task What_is_no_trace_stops_nothing()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listener(spans);
        await using var scene = await DigestScene.CreateAsync(servers);
        await AddAsync(scene, DigestScene.Payload(DateTimeOffset.UnixEpoch), "00-nothing");
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(1);
        spans.ShouldNotContain(s => s.OperationName == "penstock.delivery" && $"{s.GetTagItem("penstock.origin")}".StartsWith(scene.Options.Stream, StringComparison.Ordinal));
    }

    private static ActivityListener Listener(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Penstock",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task<string> AddAsync(DigestScene scene, byte[] payload, string trace = $"00-{Trace}-{Sender}-01")
    {
        var command = new RedisCommand("XADD", scene.Options.Stream, "*", "server_id", "s1", "payload", payload, "traceparent", trace);
        return (await scene.Redis.CallAsync(command, default)).Text!;
    }
}
