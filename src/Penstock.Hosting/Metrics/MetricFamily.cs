using OpenTelemetry.Metrics;

namespace Penstock.Hosting;

/// <summary>All series of one name, whichever meter they came from.</summary>
internal sealed class MetricFamily(string name, string type, string help)
{
    public string Name => name;

    public string Type => type;

    public string Help => help;

    public SortedDictionary<string, Sample> Series { get; } = new(StringComparer.Ordinal);

    public void Add(Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = PrometheusLabels.Write(point.Tags);
            var sample = Read(metric.MetricType, point);
            Series[labels] = Series.TryGetValue(labels, out var earlier) ? earlier.Plus(sample) : sample;
        }
    }

    /// <summary>The Prometheus type of a metric; null for what the text format can't express.</summary>
    public static string? TypeOf(Metric metric) => metric.MetricType switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        MetricType.Histogram => HasBuckets(metric) ? "histogram" : "summary",
        _ => null,
    };

    private static bool HasBuckets(Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
            return Buckets(point).Count > 0;
        return true;
    }

    private static Sample Read(MetricType type, MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => new Sum(point.GetSumLong()),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => new Sum(point.GetSumDouble()),
        MetricType.LongGauge => new Level(point.GetGaugeLastValueLong()),
        MetricType.DoubleGauge => new Level(point.GetGaugeLastValueDouble()),
        _ => new Distribution(point.GetHistogramSum(), point.GetHistogramCount(), Buckets(point)),
    };

    private static List<(double Bound, long Count)> Buckets(MetricPoint point)
    {
        var buckets = new List<(double Bound, long Count)>();
        foreach (var bucket in point.GetHistogramBuckets())
            buckets.Add((bucket.ExplicitBound, bucket.BucketCount));
        return buckets is [{ Bound: double.PositiveInfinity }] ? [] : buckets;
    }
}
