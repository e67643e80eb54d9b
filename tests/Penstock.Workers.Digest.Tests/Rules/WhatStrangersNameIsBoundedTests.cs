using Penstock.Redis;

namespace Penstock.Workers.Digest.Tests;

public sealed class WhatStrangersNameIsBoundedTests(Servers servers)
{
    [ExpectedToFail("M9")]
    public async Task That_a_server_is_unknown_is_kept_shorter_than_that_it_is_known_or_not_for_all()
    {
        const int strangers = 1_000;
        var options = new IngestOptions();
        await using var redis = new RedisClient(RedisUrl.Parse(servers.Redis.Url), TimeProvider.System);
        var cache = new RedisServerCache(redis, new Nobody(), options);
        var names = Enumerable.Range(0, strangers).Select(_ => Guid.NewGuid().ToString("D")).ToList();

        (await Task.WhenAll(names.Select(name => cache.IsKnownAsync(name, default).AsTask()))).ShouldAllBe(known => !known);

        var kept = await redis.CallAsync([.. names.Select(name => new RedisCommand("TTL", $"server:valid:{name}"))], default);
        kept.Count(ttl => ttl.Integer == -1 || ttl.Integer > options.ServerCacheTtl.TotalSeconds / 2).ShouldBeLessThan(strangers);
    }

    private sealed class Nobody : IKnownServers
    {
        public ValueTask<bool> IsKnownAsync(string serverId, CancellationToken giveUp) => ValueTask.FromResult(false);
    }
}
