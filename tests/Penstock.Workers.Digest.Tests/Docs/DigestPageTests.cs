using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;

namespace Penstock.Workers.Digest.Tests;

public sealed class DigestPageTests(Servers servers)
{
    [Fact]
    public void The_page_has_a_line_for_each_setting_with_its_flag_variable_and_default()
    {
        var page = Page();
        foreach (var setting in DigestSettings.All.Settings)
        {
            var line = page.Split('\n').SingleOrDefault(l => l.StartsWith($"| `{setting.Flag}` | `{setting.Variable}` |", StringComparison.Ordinal));
            line.ShouldNotBeNull($"{setting.Flag} is missing");
            if (setting.DefaultText is { } text)
                line.ShouldContain($"| {text} |", Case.Sensitive, setting.Flag);
        }
    }

    [Fact]
    public async Task The_page_names_each_metric()
    {
        await using var scene = await DigestScene.CreateAsync(servers, "sqlite");
        using var instruments = new PublishedInstruments(DigestMetrics.MeterName);
        scene.Services().GetRequiredService<DigestMetrics>();

        instruments.Names.Count.ShouldBe(10);
        instruments.Names.ShouldAllBe(n => Page().Contains($"`{n}"));
    }

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/workers/digest.md"));
}
