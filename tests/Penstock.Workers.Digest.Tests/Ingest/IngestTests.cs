using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Penstock.Dev;

namespace Penstock.Workers.Digest.Tests;

public sealed partial class IngestTests : IAsyncLifetime
{
    private const string Stream = "nodepulse:metrics:stream";

    private RedisServer redis = null!;

    public async ValueTask InitializeAsync() => redis = await RedisServer.CreateAsync();

    public ValueTask DisposeAsync() => redis.DisposeAsync();

    [Fact]
    public async Task What_is_posted_is_an_entry_of_the_stream_with_exactly_its_three_fields()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        var (status, body) = await scene.PostAsync(IngestScene.Known.ToUpperInvariant());
        status.ShouldBe(HttpStatusCode.OK);
        var entry = await redis.CliAsync("XRANGE", Stream, "-", "+");
        body.ShouldBe($$"""{"status":"queued","server_id":"{{IngestScene.Known}}","message_id":"{{entry[0]}}"}""");
        entry[1..6].ShouldBe(["server_id", IngestScene.Known, "payload", IngestScene.Payload, "timestamp"]);
        entry.Length.ShouldBe(7);
        Seconds().IsMatch(entry[6]).ShouldBeTrue(entry[6]);
    }

    [Fact]
    public async Task The_senders_trace_travels_with_it_and_what_is_none_does_not()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        await scene.PostAsync(IngestScene.Known, traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        await scene.PostAsync(IngestScene.Known, traceparent: "nonsense");
        var entries = await redis.CliAsync("XRANGE", Stream, "-", "+");
        entries.Count(word => word == "traceparent").ShouldBe(1);
        entries[8].ShouldStartWith("00-4bf92f3577b34da6a3ce929d0e0e4736-");
    }

    [Theory]
    [InlineData(null, "server_id query parameter is required")]
    [InlineData("", "server_id query parameter is required")]
    [InlineData("not-a-uuid", "invalid server_id format: a UUID is allowed")]
    public async Task A_request_without_a_servers_id_is_refused(string? server, string error)
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        (await scene.PostAsync(server)).ShouldBe((HttpStatusCode.BadRequest, $$"""{"error":"{{error}}"}"""));
        (await redis.CliAsync("XLEN", Stream)).ShouldBe(["0"]);
    }

    [Fact]
    public async Task An_unknown_server_is_refused_and_both_answers_are_kept_for_an_hour()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        (await scene.PostAsync(IngestScene.Unknown)).ShouldBe(
            (HttpStatusCode.Forbidden, """{"error":"unknown server_id","detail":"server not found in database"}"""));
        (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.OK);
        (await redis.CliAsync("GET", $"server:valid:{IngestScene.Unknown}")).ShouldBe(["false"]);
        (await redis.CliAsync("GET", $"server:valid:{IngestScene.Known}")).ShouldBe(["true"]);
        int.Parse((await redis.CliAsync("TTL", $"server:valid:{IngestScene.Known}"))[0]).ShouldBeInRange(3540, 3600);

        await scene.KnowAsync(IngestScene.Unknown);
        (await scene.PostAsync(IngestScene.Unknown)).Status.ShouldBe(HttpStatusCode.Forbidden);
        await redis.CliAsync("DEL", $"server:valid:{IngestScene.Unknown}");
        (await scene.PostAsync(IngestScene.Unknown)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"node_exporter\":[}")]
    [InlineData("{} {}")]
    public async Task What_is_no_JSON_is_refused_with_its_place(string payload)
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        var (status, body) = await scene.PostAsync(IngestScene.Known, payload);
        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldStartWith("""{"error":"the body is no JSON: line 1, byte """);
        (await redis.CliAsync("XLEN", Stream)).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var scene = await IngestScene.CreateAsync(redis, new IngestOptions { MaxBodyBytes = IngestScene.Payload.Length });
        (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.OK);
        (await scene.PostAsync(IngestScene.Known, IngestScene.Payload + " ")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Beyond_the_limit_of_the_backlog_senders_are_told_to_come_back()
    {
        await using var scene = await IngestScene.CreateAsync(redis, new IngestOptions { MaxBacklog = 2 });
        for (var i = 0; i < 3; i++)
        {
            (await scene.GetAsync("/metrics/prometheus/health")).ShouldBe(
                (HttpStatusCode.OK, $$"""{"status":"healthy","stream_pending":{{i}},"max_backlog":2,"format":"prometheus"}"""));
            (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.OK);
        }

        var (status, body) = await scene.PostAsync(IngestScene.Known);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        body.ShouldBe("""{"error":"metrics stream is backlogged","pending":3,"retry":"retry after a few seconds"}""");
        (await scene.GetAsync("/metrics/prometheus/health")).ShouldBe(
            (HttpStatusCode.OK, """{"status":"degraded","stream_pending":3,"max_backlog":2,"format":"prometheus"}"""));
    }

    [Fact]
    public async Task While_Redis_is_away_nothing_is_taken_and_afterwards_all_is()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.OK);
        await redis.KillAsync();
        (await scene.PostAsync(IngestScene.Known)).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await scene.GetAsync("/metrics/prometheus/health")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await scene.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await scene.GetAsync("/health")).Status.ShouldBe(HttpStatusCode.OK);

        await redis.StartAsync();
        await Until.TrueAsync("metrics are taken again", async () => (await scene.PostAsync(IngestScene.Known)).Status == HttpStatusCode.OK);
        (await redis.CliAsync("XLEN", Stream)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Requests_are_counted_by_what_became_of_them()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        await scene.PostAsync(IngestScene.Known);
        await scene.PostAsync(IngestScene.Unknown);
        await scene.PostAsync(null);
        var (_, metrics) = await scene.GetAsync("/metrics");
        foreach (var outcome in new[] { "queued", "unknown", "invalid" })
            metrics.ShouldContain($"digest_ingest_requests_total{{outcome=\"{outcome}\"}} ");
        metrics.ShouldContain("digest_ingest_bytes_total ");
    }

    [Fact]
    public async Task Any_bytes_of_a_JSON_text_arrive_as_they_were_sent()
    {
        await using var scene = await IngestScene.CreateAsync(redis);
        var payload = Encoding.UTF8.GetBytes(" {\"x\" : \"\\u00e9 é 漢\"}\n");
        (await scene.PostAsync(IngestScene.Known, payload)).Status.ShouldBe(HttpStatusCode.OK);
        (await redis.CliAsync("EVAL", "return #redis.call('XRANGE', KEYS[1], '-', '+')[1][2][4]", "1", Stream)).ShouldBe([$"{payload.Length}"]);
    }

    [Fact]
    public async Task Without_Redis_a_queue_of_the_store_takes_the_streams_place()
    {
        await using var scene = await IngestScene.CreateAsync(redis: null, new IngestOptions { MaxBacklog = 1 });
        var (status, body) = await scene.PostAsync(IngestScene.Known);
        status.ShouldBe(HttpStatusCode.OK);
        using var answer = JsonDocument.Parse(body);
        var id = long.Parse(answer.RootElement.GetProperty("message_id").GetString()!);
        var message = await new Penstock.Relational.QueueView(scene.Store).FindAsync(Stream, id, 10_000, TestContext.Current.CancellationToken);
        message.ShouldNotBeNull();
        Encoding.UTF8.GetString(message.Body.Span).ShouldBe(IngestScene.Payload);
        message.Headers["server_id"].ShouldBe(IngestScene.Known);
        Seconds().IsMatch(message.Headers["timestamp"]).ShouldBeTrue();
        (await scene.PostAsync(IngestScene.Unknown)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await scene.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Seconds();
}
