using Microsoft.Extensions.Logging;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class AcceptedMeansADurableRecordTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("penstock-agent-").FullName;
    private readonly ManualClock clock = new();
    private readonly CapturedLog log = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [ExpectedToFail("agent-redirect")]
    public async Task What_a_proxy_leads_elsewhere_was_not_taken()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        (endpoint.Answer, endpoint.Location) = (_ => 302, "/login");

        (await SendAsync(endpoint)).ShouldBe(2);
        log.Lines.Where(line => line.Contains("302", StringComparison.Ordinal)).ShouldHaveSingleItem();
    }

    [ExpectedToFail("agent-redirect")]
    public async Task What_a_friendly_page_answers_was_not_taken()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Says = "<html>It works!</html>";

        (await SendAsync(endpoint)).ShouldBe(2);
        log.Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_was_put_into_the_stream_was_taken()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Says = """{"status":"queued","server_id":"6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968","message_id":"1-0"}""";

        (await SendAsync(endpoint)).ShouldBe(0);
        log.Lines.ShouldBeEmpty();
    }

    /// <returns>How many of two still wait.</returns>
    private async Task<int> SendAsync(ScriptedEndpoint endpoint)
    {
        var files = new SnapshotFiles(folder, 100);
        for (var i = 0; i < 2; i++)
            await files.AddAsync(new DateTimeOffset(2025, 1, 1, 12, 0, i, TimeSpan.Zero), """{"node_exporter":[],"process_exporter":[]}"""u8.ToArray(), default);
        var options = new AgentOptions { Ingest = endpoint.Address, ServerId = Guid.NewGuid(), Folder = folder };
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var sender = new SnapshotSender(options, files, new SnapshotSignal(), new IngestClient(options, clock), clock, logs.CreateLogger<SnapshotSender>());
        await sender.StartAsync(default);
        await endpoint.NextAsync();
        // Either they go, or it waits for the next try.
        await Within.SecondsAsync(3, () => Task.FromResult(files.List().Count == 0 || !log.Lines.IsEmpty));
        await sender.StopAsync(default);
        return files.List().Count;
    }
}
