using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class SnapshotSenderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Server = Guid.Parse("6f1c1f7e-9f2c-4b52-9a0e-1d2c3b4a5968");

    private readonly string folder = Directory.CreateTempSubdirectory("penstock-agent-").FullName;
    private readonly ManualClock clock = new();
    private readonly SnapshotSignal signal = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_waits_is_sent_five_at_a_time_the_oldest_first_and_then_it_is_gone()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        var files = await FilesAsync(7);
        using var sender = await StartedAsync(endpoint, files);
        (await endpoint.NextAsync()).ShouldBe("""{"node_exporter":[0,1,2,3,4],"process_exporter":[0,0,1,1,2,2,3,3,4,4]}""");
        (await endpoint.NextAsync()).ShouldBe("""{"node_exporter":[5,6],"process_exporter":[5,5,6,6]}""");
        await Until.TrueAsync("all files are gone", () => Task.FromResult(files.List().Count == 0));
        endpoint.Servers.ShouldAllBe(server => server == Server.ToString());

        await files.AddAsync(Start.AddHours(1), Payload(7), CancellationToken.None);
        signal.Set();
        (await endpoint.NextAsync()).ShouldBe("""{"node_exporter":[7],"process_exporter":[7,7]}""");
        await sender.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task What_is_not_taken_stays_and_is_sent_again_after_a_while(int status)
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Answer = _ => status;
        var files = await FilesAsync(2);
        using var sender = await StartedAsync(endpoint, files);
        var first = await endpoint.NextAsync();
        await clock.WaitForTimersAsync(1, TestContext.Current.CancellationToken);
        files.List().Count.ShouldBe(2);

        endpoint.Answer = _ => 200;
        await Until.TrueAsync("it is sent again", () =>
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(files.List().Count == 0);
        });
        (await endpoint.NextAsync()).ShouldBe(first);
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_costs_nothing_but_time()
    {
        var files = await FilesAsync(3);
        Uri address;
        await using (var endpoint = await ScriptedEndpoint.StartAsync())
            address = endpoint.Address;
        using var sender = new SnapshotSender(
            Options(address), files, signal, new IngestClient(Options(address), clock), clock, NullLogger<SnapshotSender>.Instance);
        await sender.StartAsync(CancellationToken.None);
        // The wait before the next try.
        await Until.TrueAsync("it waits", () => Task.FromResult(clock.NextDue == TimeSpan.FromSeconds(5)));
        files.List().Count.ShouldBe(3);
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Only_the_one_that_is_refused_for_ever_is_put_aside()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Answer = body => body.Contains('2') ? 400 : 200;
        var files = await FilesAsync(5);
        using var sender = await StartedAsync(endpoint, files);
        await Until.TrueAsync("all files are gone", () => Task.FromResult(files.List().Count == 0));
        var aside = Directory.GetFiles(folder, "*.refused").ShouldHaveSingleItem();
        File.ReadAllBytes(aside).ShouldBe(Payload(2));
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_damaged_file_is_put_aside_and_holds_up_nobody()
    {
        await using var endpoint = await ScriptedEndpoint.StartAsync();
        endpoint.Answer = body => body.StartsWith("{\"node", StringComparison.Ordinal) && body.EndsWith('}') ? 200 : 400;
        var files = await FilesAsync(3);
        await File.WriteAllTextAsync(files.List()[1], "{\"node_exp", TestContext.Current.CancellationToken);
        using var sender = await StartedAsync(endpoint, files);
        await Until.TrueAsync("all files are gone", () => Task.FromResult(files.List().Count == 0));
        Directory.GetFiles(folder, "*.refused").Length.ShouldBe(1);
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_waited_when_the_process_died_is_there_and_half_a_file_is_not()
    {
        await FilesAsync(2);
        await File.WriteAllTextAsync(Path.Combine(folder, "000000000000001.json.new"), "{", TestContext.Current.CancellationToken);
        var again = new SnapshotFiles(folder, 100);
        again.List().Count.ShouldBe(2);
        Directory.GetFiles(folder).Length.ShouldBe(2);
    }

    [Fact]
    public async Task With_too_many_waiting_the_oldest_are_dropped()
    {
        var files = new SnapshotFiles(folder, 3);
        var dropped = 0;
        for (var i = 0; i < 5; i++)
            dropped += await files.AddAsync(Start, Payload(i), CancellationToken.None);
        dropped.ShouldBe(2);
        files.List().Select(File.ReadAllBytes).ShouldBe([Payload(2), Payload(3), Payload(4)]);
    }

    private static byte[] Payload(int i) => Encoding.UTF8.GetBytes($$"""{"node_exporter":[{{i}}],"process_exporter":[{{i}},{{i}}]}""");

    private AgentOptions Options(Uri ingest) => new() { Ingest = ingest, ServerId = Server, Folder = folder };

    private async Task<SnapshotFiles> FilesAsync(int count)
    {
        var files = new SnapshotFiles(folder, 100);
        for (var i = 0; i < count; i++)
            await files.AddAsync(Start.AddSeconds(i), Payload(i), CancellationToken.None);
        return files;
    }

    private async Task<SnapshotSender> StartedAsync(ScriptedEndpoint endpoint, SnapshotFiles files)
    {
        var options = Options(endpoint.Address);
        var sender = new SnapshotSender(options, files, signal, new IngestClient(options, clock), clock, NullLogger<SnapshotSender>.Instance);
        await sender.StartAsync(CancellationToken.None);
        return sender;
    }
}
