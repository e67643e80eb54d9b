using System.Text;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class TextLeavesByOneDoorTests(Servers servers)
{
    private const string Forged = "00:00:00 info Operator root logged in";

    [ExpectedToFail("L1")]
    public async Task What_a_sender_names_can_neither_begin_a_line_of_a_text_log_nor_colour_it()
    {
        await using var scene = await DigestScene.CreateAsync(servers, "sqlite");
        await scene.AddAsync("""{"node_exporter":[],"evil\n00:00:00 info Operator root logged in\u001b[31m":[]}"""u8.ToArray(), "s1");
        await scene.AddAsync(DigestScene.Payload(new DateTimeOffset(2025, 11, 7, 0, 0, 0, TimeSpan.Zero)), $"evil\n{Forged}\e[31m");

        var lines = await RunAsync(scene);

        lines.ShouldContain(line => line.Contains("evil", StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.StartsWith(Forged, StringComparison.Ordinal));
        lines.ShouldNotContain(line => line.Contains('\e'));
    }

    private async Task<string[]> RunAsync(DigestScene scene)
    {
        using var output = new MemoryStream();
        await using (var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "digest",
            Logs = new LogOptions { Style = LogStyle.Text, Output = output },
            Services = services => services.AddRedis(servers.Redis.Url).AddDigest(scene.Store, scene.Options),
        }))
        {
            await host.StartAsync();
            await Until.TrueAsync("the stream is empty", async () => await scene.LengthAsync() == 0);
            await host.StopAsync();
        }

        return Encoding.UTF8.GetString(output.ToArray()).Split('\n');
    }
}
