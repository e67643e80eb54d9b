using System.Diagnostics;
using Penstock.Dev;

namespace Penstock.Cli.Tests;

public sealed class SteeredMarkersTests
{
    [Fact]
    public async Task Processes_that_are_killed_and_started_while_it_is_paused_change_nothing()
    {
        using var folder = new TemporaryFolder();
        (await CommandLine.RunAsync(folder, "db", "migrate", "--db", folder.Url)).Code.ShouldBe(0);
        var markers = Enumerable.Range(0, 3).Select(_ => Start(folder)).ToList();
        try
        {
            await SaysAsync(folder, "running on 3 of 3");
            var paused = await CommandLine.RunAsync(folder, "pipeline", "pause", "marker", "--wait", "--db", folder.Url);
            paused.Output.ShouldContain("paused on 3 of 3, 0 in hand");
            paused.Code.ShouldBe(0);

            markers[0].Kill();
            await SaysAsync(folder, "paused on 2 of 2, 0 in hand");
            markers.Add(Start(folder));
            await SaysAsync(folder, "paused on 3 of 3, 0 in hand");
        }
        finally
        {
            foreach (var marker in markers)
            {
                marker.Kill();
                await marker.WaitForExitAsync(TestContext.Current.CancellationToken);
                marker.Dispose();
            }
        }
    }

    private static Process Start(TemporaryFolder folder) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(Session).Assembly.Location, "run", "marker", "--db", folder.Url, "--metrics-port", "0", "--log", "text"])
    {
        WorkingDirectory = folder.Path,
        UseShellExecute = false,
        RedirectStandardOutput = true,
    })!;

    private static Task SaysAsync(TemporaryFolder folder, string status) => Until.TrueAsync(status, async () =>
        (await CommandLine.RunAsync(folder, "pipeline", "list", "--db", folder.Url)).Output.Contains(status, StringComparison.Ordinal));
}
