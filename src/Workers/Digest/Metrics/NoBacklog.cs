namespace Penstock.Workers.Digest;

internal sealed class NoBacklog : IDigestBacklog
{
    public ValueTask<DigestBacklog> ReadAsync(CancellationToken giveUp) => ValueTask.FromResult(new DigestBacklog(0, 0, null, 0));
}
