using Penstock.Dev;

namespace Penstock.Redis.Tests;

public sealed class ListSourceTests(SharedRedis redis)
{
    [Fact]
    public async Task What_was_pushed_first_comes_first_from_either_side()
    {
        await using var client = redis.Connect();
        foreach (var (push, fromRight) in (ValueTuple<string, bool>[])[("LPUSH", true), ("RPUSH", false)])
        {
            var options = ListFixture.Options(redis.Name()) with { FromRight = fromRight };
            await client.CallAsync(new RedisCommand(push, options.List, "1", "2", "3"), default);
            await using var source = new ListSource(client, options, TimeProvider.System);

            await using var batch = await StreamScene.ReceiveAsync(source, 2);
            await using var rest = await StreamScene.ReceiveAsync(source, 2);

            batch.Items.Concat(rest.Items).Select(StreamScene.BodyOf).ShouldBe(["1", "2", "3"]);
        }
    }

    [Fact]
    public async Task No_more_is_taken_than_is_asked_for()
    {
        await using var client = redis.Connect();
        var options = ListFixture.Options(redis.Name());
        await client.CallAsync(new RedisCommand("LPUSH", options.List, "1", "2", "3", "4", "5"), default);
        await using var source = new ListSource(client, options, TimeProvider.System);

        await using var batch = await StreamScene.ReceiveAsync(source, 2);

        (await client.CallAsync(new RedisCommand("LLEN", options.List), default)).Integer.ShouldBe(3);
        (await client.CallAsync(new RedisCommand("XLEN", options.Taken.Stream), default)).Integer.ShouldBe(2);
    }

    [Fact]
    public async Task What_comes_while_it_waits_is_moved_to_it_at_once()
    {
        await using var client = redis.Connect();
        var options = ListFixture.Options(redis.Name()) with { BlockFor = TimeSpan.FromMinutes(1), Lease = TimeSpan.FromHours(1) };
        await using var source = new ListSource(client, options, TimeProvider.System);
        var receiving = source.ReceiveAsync(10, default).AsTask();
        await Until.TrueAsync("it waits", async () =>
            (await client.CallAsync(new RedisCommand("CLIENT", "LIST"), default)).Text!.Contains("cmd=blmove", StringComparison.Ordinal));

        await client.CallAsync(new RedisCommand("LPUSH", options.List, "a"), default);

        await using var batch = await receiving;
        batch.Items.Select(StreamScene.BodyOf).ShouldBe(["a"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_process_took_and_had_no_time_to_look_at_is_taken_back(bool dead)
    {
        await using var client = redis.Connect();
        var options = ListFixture.Options(redis.Name());
        var taker = new ListSource(client, options, TimeProvider.System);
        await using var other = new ListSource(client, options, TimeProvider.System);
        (await taker.ReceiveAsync(10, default)).Items.ShouldBeEmpty();
        await client.CallAsync(new RedisCommand("RPUSH", new StreamKeys(options.Taken, taker.Consumer).Inbox, "a", "b"), default);

        if (dead)
            await Lapse.OfAsync(taker.Taken, client, options.Taken, dead: true);
        else
            await taker.DisposeAsync();

        await using var batch = await StreamScene.ReceiveAsync(other);
        batch.Items.Select(StreamScene.BodyOf).ShouldBe(["a", "b"]);
        await taker.DisposeAsync();
    }
}
