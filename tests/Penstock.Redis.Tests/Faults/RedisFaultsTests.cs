using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

public sealed class RedisFaultsTests(SharedRedis redis)
{
    private readonly RedisFaults faults = new();

    [Theory]
    [InlineData("LOADING Redis is loading the dataset in memory", Blame.Dependency)]
    [InlineData("BUSY Redis is busy running a script.", Blame.Dependency)]
    [InlineData("READONLY You can't write against a read only replica.", Blame.Destination)]
    [InlineData("NOPERM this user has no permissions", Blame.Destination)]
    [InlineData("WRONGTYPE Operation against a key holding the wrong kind of value", Blame.Message)]
    [InlineData("ERR value is not an integer or out of range", Blame.Message)]
    public void A_refusal_has_its_blame(string sentence, Blame blame) =>
        faults.Classify(new RedisServerException("SET", sentence)).ShouldBe(blame);

    [Fact]
    public void A_lost_connection_is_the_dependencys_and_other_errors_are_somebody_elses()
    {
        faults.Classify(new RedisConnectionException("lost")).ShouldBe(Blame.Dependency);
        faults.Classify(new InvalidOperationException()).ShouldBeNull();
    }

    [Theory]
    [InlineData("maxmemory", "1")]
    [InlineData("replicaof", "127.0.0.1 1")]
    [InlineData("requirepass", "s3cret")]
    public async Task A_server_that_takes_nothing_is_to_blame_itself_also_within_a_script(string setting, string value)
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions
        {
            Settings = new Dictionary<string, string> { [setting] = value },
        });
        await using var client = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var script = new RedisScript("return redis.call('SET', KEYS[1], '1')");

        var direct = await Record.ExceptionAsync(() => client.CallAsync(new RedisCommand("SET", "a", "1"), default).AsTask());
        var scripted = await Record.ExceptionAsync(() => script.RunAsync(client, ["a"], [], default).AsTask());

        faults.Classify(direct.ShouldBeAssignableTo<RedisException>()!).ShouldBe(Blame.Destination);
        faults.Classify(scripted.ShouldBeAssignableTo<RedisException>()!).ShouldBe(Blame.Destination);
        redis.Server.Port.ShouldNotBe(server.Port);
    }
}
