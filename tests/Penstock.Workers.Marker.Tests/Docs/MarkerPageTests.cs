using System.Runtime.CompilerServices;
using Penstock.Testing;

namespace Penstock.Workers.Marker.Tests;

public sealed class MarkerPageTests(PostgresServer server)
{
    [Fact]
    public void The_page_has_a_line_for_each_setting_with_its_flag_variable_and_default()
    {
        var page = Page();
        foreach (var setting in MarkerSettings.All.Settings)
        {
            var line = page.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{setting.Flag}` | `{setting.Variable}` |", StringComparison.Ordinal));
            line.ShouldNotBeNull($"{setting.Flag} is missing");
            if (setting.DefaultText is { } text && setting != MarkerSettings.AppVersion)
                line.ShouldContain($"| {text} |", Case.Sensitive, setting.Flag);
        }
    }

    [Fact]
    public async Task The_page_names_each_metric()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("sqlite", server);
        using var instruments = new PublishedInstruments(MarkerMetrics.MeterName);
        catalog.Marker();

        instruments.Names.Count.ShouldBe(12);
        instruments.Names.ShouldAllBe(n => Page().Contains($"`{n}"));
    }

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/workers/marker.md"));
}
