namespace Penstock.Workers.Digest;

/// <summary>All processes of one name at one moment.</summary>
internal sealed class ProcessSnapshot
{
    public DateTimeOffset Timestamp { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The column takes no NULL: 0 where it was not told.</summary>
    public int Count { get; set; }

    public double? CpuSeconds { get; set; }

    public long? MemoryBytes { get; set; }
}
