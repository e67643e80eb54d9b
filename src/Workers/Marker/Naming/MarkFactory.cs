namespace Penstock.Workers.Marker;

/// <summary>Marks for a batch of rows: fresh names with their hashes and shards. Safe for many threads at once.</summary>
/// <param name="names">Where the names come from.</param>
/// <param name="hash">Makes the digests.</param>
/// <param name="shardBits">1 to 31, and no more than the digest has; by default 8.</param>
/// <exception cref="ArgumentException">The number of shard bits is out of range.</exception>
public sealed class MarkFactory(NameGenerator names, IHashStrategy hash, int shardBits = Shard.DefaultBits)
{
    private readonly int _shardBits = Shard.CheckedBits(shardBits, Math.Min(Shard.MaxColumnBits, hash.DigestBytes * 8));

    /// <summary>Marks in ascending order of their names; no other call's names come between them.</summary>
    /// <param name="count">Zero gives an empty batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public MarkBatch Fill(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var batch = new MarkBatch(new string[count], new string[count], new int[count]);
        names.Fill(batch.Names);
        for (var i = 0; i < count; i++)
            (_, batch.Hashes[i], batch.Shards[i]) = Mark.Of(batch.Names[i], hash, _shardBits);
        return batch;
    }
}
