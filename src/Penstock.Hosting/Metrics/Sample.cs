namespace Penstock.Hosting;

/// <summary>One series of a family at one moment. Meters that share an instrument's name share its series.</summary>
internal abstract record Sample
{
    public abstract Sample Plus(Sample other);
}

internal sealed record Level(double Value) : Sample
{
    public override Sample Plus(Sample other) => other;
}

internal sealed record Sum(double Value) : Sample
{
    public override Sample Plus(Sample other) => other is Sum sum ? new Sum(Value + sum.Value) : this;
}

/// <summary>A histogram, or a summary of sum and count.</summary>
/// <param name="Buckets">Upper bound and count, not cumulative; the last is infinity. Empty: only sum and count are kept.</param>
internal sealed record Distribution(double Total, long Count, IReadOnlyList<(double Bound, long Count)> Buckets) : Sample
{
    public override Sample Plus(Sample other) =>
        other is Distribution more && Buckets.Select(bucket => bucket.Bound).SequenceEqual(more.Buckets.Select(bucket => bucket.Bound))
            ? new Distribution(
                Total + more.Total,
                Count + more.Count,
                [.. Buckets.Zip(more.Buckets, (one, two) => (one.Bound, one.Count + two.Count))])
            : this;
}
