namespace Penstock.Workers.Marker;

/// <summary>The marks of one batch as columns, equally long, ready to be bound as arrays to one statement.</summary>
public sealed record MarkBatch(string[] Names, string[] Hashes, int[] Shards);
