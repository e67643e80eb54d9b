using System.Text.Json;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class AgentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("penstock-agent-").FullName;
    private readonly FakeProc proc = new();
    private readonly ManualClock clock = new();

    public void Dispose()
    {
        proc.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_snapshot_is_sent_at_the_start_and_then_one_each_period_also_while_nothing_is_taken()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        await using var agent = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "agent",
            Time = clock,
            Logs = new LogOptions { Output = Stream.Null },
            Services = services => services.AddAgent(new AgentOptions { Ingest = endpoint.Address, ServerId = Guid.NewGuid(), Folder = folder, Proc = proc.Folder }),
        });
        await agent.StartAsync(TestContext.Current.CancellationToken);
        Times(await endpoint.NextAsync()).ShouldBe(["2025-01-01T12:00:00.000Z"]);

        endpoint.Answer = _ => 503;
        await Until.TrueAsync("the first is gone", () => Task.FromResult(Waiting() == 0));
        for (var i = 1; i <= 3; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Until.TrueAsync("one more waits", () => Task.FromResult(Waiting() == i));
        }

        endpoint.Answer = _ => 200;
        await Until.TrueAsync("all were taken", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Waiting() == 0);
        });
        await agent.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("ftp://host/", "Ingest is 'ftp://host/': an address that begins with http:// or https:// is allowed.")]
    public void An_address_of_another_kind_is_refused(string address, string sentence) =>
        Should.Throw<ArgumentException>(() => new AgentOptions { Ingest = new Uri(address), ServerId = Guid.Empty, Folder = folder }.Validated())
            .Message.ShouldBe(sentence);

    private int Waiting() => Directory.GetFiles(folder, "*.json").Length;

    private static string?[] Times(string payload)
    {
        using var sent = JsonDocument.Parse(payload);
        return [.. sent.RootElement.GetProperty("node_exporter").EnumerateArray().Select(node => node.GetProperty("timestamp").GetString())];
    }
}
