namespace Penstock.Workers.Digest;

/// <summary>A node at one moment. What was not told is null.</summary>
internal sealed class NodeSnapshot
{
    private readonly long[] bits = new long[NodeFigures.All.Length];
    private ulong told;

    public DateTimeOffset Timestamp { get; set; }

    public void Set(int place, long value) => (bits[place], told) = (value, told | (1UL << place));

    public void Set(int place, double value) => Set(place, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A later null takes back what came before.</summary>
    public void Clear(int place) => told &= ~(1UL << place);

    public long? Long(int place) => IsTold(place) ? bits[place] : null;

    public int? Int(int place) => IsTold(place) ? (int)bits[place] : null;

    public double? Double(int place) => IsTold(place) ? BitConverter.Int64BitsToDouble(bits[place]) : null;

    private bool IsTold(int place) => (told & (1UL << place)) != 0;
}
