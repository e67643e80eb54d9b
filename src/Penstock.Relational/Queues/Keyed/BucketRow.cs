namespace Penstock.Relational;

/// <summary>A bucket as the store has it.</summary>
/// <param name="Bucket">Its number.</param>
/// <param name="Lease">The token under which it is held; 0 for none.</param>
/// <param name="IsAlive">Its holder's process lives.</param>
internal readonly record struct BucketRow(int Bucket, long Lease, bool IsAlive);
