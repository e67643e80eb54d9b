using Penstock.Redis;

namespace Penstock.Workers.Digest;

internal sealed class StreamBacklog(IRedis redis, DigestOptions options) : IDigestBacklog
{
    private readonly StreamView view = new(redis, options.ToStream());

    public async ValueTask<DigestBacklog> ReadAsync(CancellationToken giveUp)
    {
        var figures = await view.ReadAsync(giveUp);
        return new DigestBacklog(figures.Length, figures.Pending, figures.OldestPending, figures.Dead);
    }
}
