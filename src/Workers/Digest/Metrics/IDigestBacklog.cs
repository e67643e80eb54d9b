namespace Penstock.Workers.Digest;

/// <summary>Tells how the source of messages stands, for the gauges.</summary>
public interface IDigestBacklog
{
    ValueTask<DigestBacklog> ReadAsync(CancellationToken giveUp);
}
