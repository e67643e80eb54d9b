using System.Runtime.CompilerServices;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

public sealed class AclTests
{
    private static string Rights([CallerFilePath] string here = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/redis.md"));
        return page.Split('\n').Single(line => line.TrimStart().StartsWith("ACL SETUSER", StringComparison.Ordinal)).Split("-@all ")[1];
    }

    [Fact]
    public async Task A_user_with_the_rights_the_page_gives_and_no_others_keeps_the_contract_over_tls()
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Tls = true,
            Users = ["default off", $"worker on >s3cret ~test* &test* -@all {Rights()}"],
        });
        await using var client = new RedisClient(RedisUrl.Parse(server.UrlOf("worker:s3cret")), TimeProvider.System);
        await using var stream = new StreamSource(client, StreamFixture.Options("test:stream"), TimeProvider.System);
        await using var list = new ListSource(client, ListFixture.Options("test:list"), TimeProvider.System);
        await client.CallAsync([.. Enumerable.Range(0, 4).Select(i => new RedisCommand("XADD", "test:stream", "*", "payload", i))], default);

        var batch = await StreamScene.ReceiveAsync(stream);
        await batch.RunningAsync(batch.Items, default);
        Settlement[] kinds =
        [
            Settlement.Complete.Instance, new Settlement.Retry(TimeSpan.Zero, StreamScene.Why), new Settlement.DeadLetter(StreamScene.Why), Settlement.Release.Instance,
        ];
        (await stream.SettleAsync(batch, [.. batch.Items.Zip(kinds, (d, s) => new Verdict(d, s))], default)).ShouldBeEmpty();
        await StreamScene.SettleAsync(stream, await StreamScene.ReceiveAsync(stream), Settlement.Complete.Instance);
        await stream.BeatAsync(default);
        (await list.ReceiveAsync(10, default)).Items.ShouldBeEmpty();
        await new PubSubSender(client, "test:channel").SendAsync([new OutgoingMessage(new byte[1])], default);
        var home = new DeadStreamHome(client, new DeadStreamOptions("test:stream:dead", "test:stream", "digest"));
        (await home.ReplayAsync(new Relational.ReplayRequest(new Relational.LetterFilter(), "me"), _ => { }, default)).Done.ShouldBe(1);
        (await new StreamView(client, StreamFixture.Options("test:stream")).ReadAsync(default)).Dead.ShouldBe(0);
    }

    [Fact]
    public async Task A_user_who_may_not_show_that_it_lives_is_told_so_before_it_claims()
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions { Users = ["default off", "worker on >s3cret ~* +@all"] });
        await using var client = new RedisClient(RedisUrl.Parse(server.UrlOf("worker:s3cret")), TimeProvider.System);
        await using var source = new StreamSource(client, StreamFixture.Options("test:stream"), TimeProvider.System);

        var refused = await Should.ThrowAsync<RedisConnectionException>(source.ReceiveAsync(1, default).AsTask());

        refused.Message.ShouldContain("NOPERM");
        new RedisFaults().Classify(refused).ShouldBe(Blame.Destination);
    }
}
