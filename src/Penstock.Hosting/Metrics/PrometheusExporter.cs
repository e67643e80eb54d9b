using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Penstock.Hosting;

/// <summary>Collects when it is scraped, one scrape at a time: an instrument is never read by two.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private string text = "";

    /// <summary>Set by the reader this exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    public async Task<string> ScrapeAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return Collect?.Invoke(Timeout.Infinite) == true
                ? text
                : throw new InvalidOperationException("The metrics could not be collected.");
        }
        finally
        {
            turn.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var families = new SortedDictionary<string, MetricFamily>(StringComparer.Ordinal);
        foreach (var metric in batch)
            Add(families, metric);
        text = PrometheusText.Write(families.Values);
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            turn.Dispose();
        base.Dispose(disposing);
    }

    private static void Add(SortedDictionary<string, MetricFamily> families, Metric metric)
    {
        if (MetricFamily.TypeOf(metric) is not { } type)
            return;
        var name = PrometheusName.Of(metric, type == "counter");
        if (!families.TryGetValue(name, out var family))
            families[name] = family = new MetricFamily(name, type, metric.Description);
        // Two instruments of one name and different kinds can't both be told: a family has one type.
        if (family.Type == type)
            family.Add(metric);
    }
}
