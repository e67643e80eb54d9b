using System.Diagnostics.Metrics;

namespace Penstock.Hosting.Tests;

/// <summary>A meter of its own and what /metrics says about its instruments; other tests' meters are left out.</summary>
internal sealed class Scrape : IDisposable
{
    private readonly string prefix;

    public Scrape(string prefix, params string[] added)
    {
        this.prefix = prefix;
        Meter = new Meter("Penstock.Test." + prefix);
        Telemetry = new Telemetry("sample", "1", added, new Dictionary<string, string>());
    }

    public Meter Meter { get; }

    public Telemetry Telemetry { get; }

    public async Task<string> TextAsync()
    {
        var text = await Telemetry.ScrapeAsync(CancellationToken.None);
        StrictPrometheus.Check(text);
        var lines = text.Split('\n').Where(line => line.Replace("# HELP ", "").Replace("# TYPE ", "").StartsWith(prefix, StringComparison.Ordinal));
        return string.Join('\n', lines);
    }

    public void Dispose()
    {
        Telemetry.Dispose();
        Meter.Dispose();
    }
}
