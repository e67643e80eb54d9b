using Penstock.Dev;

namespace Penstock.Redis.Tests;

public sealed class RedisClientTests(SharedRedis redis)
{
    [Fact]
    public async Task Many_callers_share_a_connection_and_each_gets_its_own_answer()
    {
        await using var client = redis.Connect(new RedisOptions { MaxOutstanding = 64 });

        var answers = await Task.WhenAll(Enumerable.Range(0, 20_000).Select(async i =>
            (await client.CallAsync(new RedisCommand("ECHO", $"{i} {new string('x', i % 300)}"), default)).Text!.Split(' ')[0]));

        answers.ShouldBe(Enumerable.Range(0, 20_000).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Any_bytes_of_any_size_come_back_as_they_went()
    {
        await using var client = redis.Connect();
        var key = redis.Name();
        foreach (var size in (int[])[0, 1, 4_096, 65_537, 5_000_000])
        {
            var bytes = new byte[size];
            new System.Random(size).NextBytes(bytes);
            await client.CallAsync(new RedisCommand("SET", key, bytes), default);

            (await client.CallAsync(new RedisCommand("GET", key), default)).Bytes.Span.SequenceEqual(bytes).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_refusal_is_an_exception_with_its_code_and_the_connection_goes_on()
    {
        await using var client = redis.Connect();
        var key = redis.Name();
        await client.CallAsync(new RedisCommand("SET", key, "text"), default);

        var refused = await Should.ThrowAsync<RedisServerException>(client.CallAsync(new RedisCommand("LPUSH", key, "x"), default).AsTask());

        refused.Code.ShouldBe("WRONGTYPE");
        (await client.CallAsync(new RedisCommand("GET", key), default)).Text.ShouldBe("text");
    }

    [Fact]
    public async Task Too_large_an_answer_is_refused_and_the_next_call_has_a_new_connection()
    {
        await using var client = redis.Connect(new RedisOptions { MaxReplyBytes = 10_000 });
        var key = redis.Name();
        await client.CallAsync(new RedisCommand("SET", key, new byte[20_000]), default);

        (await Should.ThrowAsync<RedisConnectionException>(client.CallAsync(new RedisCommand("GET", key), default).AsTask())).Message.ShouldContain("MaxReplyBytes");

        (await client.CallAsync(new RedisCommand("STRLEN", key), default)).Integer.ShouldBe(20_000);
    }

    [Fact]
    public async Task A_server_that_was_killed_and_is_back_is_used_again_and_has_kept_all_it_answered()
    {
        await using var server = await RedisServer.CreateAsync();
        await using var client = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        await client.CallAsync(new RedisCommand("SET", "a", "kept"), default);

        await server.KillAsync();
        await Should.ThrowAsync<RedisConnectionException>(client.CallAsync(new RedisCommand("GET", "a"), default).AsTask());
        (await client.IsHealthyAsync(default)).ShouldBeFalse();
        await server.StartAsync();

        (await client.IsHealthyAsync(default)).ShouldBeTrue();
        (await AnswerAsync(client, new RedisCommand("GET", "a"))).Text.ShouldBe("kept");
    }

    [Fact]
    public async Task Tls_with_its_own_authority_and_a_user_of_its_own()
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions { Tls = true, Users = ["default off", "worker on >s3cret ~* &* +@all"] });
        await using var client = new RedisClient(RedisUrl.Parse(server.UrlOf("worker:s3cret")), TimeProvider.System);
        await using var careless = new RedisClient(RedisUrl.Parse($"rediss://worker:s3cret@127.0.0.1:{server.Port}?ssl_cert_reqs=none"), TimeProvider.System);
        await using var strict = new RedisClient(RedisUrl.Parse($"rediss://worker:s3cret@localhost:{server.Port}"), TimeProvider.System);

        (await client.CallAsync(new RedisCommand("ACL", "WHOAMI"), default)).Text.ShouldBe("worker");
        (await careless.CallAsync(new RedisCommand("PING"), default)).Text.ShouldBe("PONG");
        var unknown = await Should.ThrowAsync<RedisConnectionException>(strict.CallAsync(new RedisCommand("PING"), default).AsTask());
        unknown.Message.ShouldContain("certificate");
        unknown.ToString().ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_wrong_password_is_the_destinations_and_is_never_shown()
    {
        await using var server = await RedisServer.CreateAsync(new RedisServerOptions { Users = ["default off", "worker on >s3cret ~* &* +@all"] });
        await using var client = new RedisClient(RedisUrl.Parse(server.UrlOf("worker:s3kret")), TimeProvider.System);

        var refused = await Should.ThrowAsync<RedisConnectionException>(client.CallAsync(new RedisCommand("PING"), default).AsTask());

        refused.Message.ShouldContain("WRONGPASS");
        refused.ToString().ShouldNotContain("s3kret");
        new RedisFaults().Classify(refused).ShouldBe(Blame.Destination);
        (await client.IsHealthyAsync(default)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_script_the_server_forgot_is_told_again()
    {
        await using var server = await RedisServer.CreateAsync();
        await using var client = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var script = new RedisScript("return ARGV[1] .. 'b'");

        var first = await script.RunAsync(client, [], ["a"], default);
        await client.CallAsync(new RedisCommand("SCRIPT", "FLUSH"), default);
        var second = await script.RunAsync(client, [], ["a"], default);

        second.Text.ShouldBe(first.Text);
    }

    [Fact]
    public async Task A_blocked_call_is_woken()
    {
        await using var client = redis.Connect();
        await using var blocking = new WokenCalls(client.OpenBlocking(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await blocking.CallAsync(new RedisCommand("PING"), TimeSpan.Zero, default);
        var call = blocking.CallAsync(new RedisCommand("BLPOP", redis.Name(), "60"), TimeSpan.FromMinutes(1), stop.Token).AsTask();

        await stop.CancelAsync();

        (await call).IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task A_session_is_seen_while_it_lives_and_is_made_again_when_it_was_cut()
    {
        await using var server = await RedisServer.CreateAsync();
        await using var client = new RedisClient(RedisUrl.Parse(server.Url), TimeProvider.System);
        var channel = redis.Name();
        await using (var session = client.OpenSession(channel))
        {
            await session.CheckAsync(default);
            (await ListenersAsync()).ShouldBe(1);
            await client.CallAsync(new RedisCommand("PUBLISH", channel, "of no interest"), default);
            await session.CheckAsync(default);

            await client.CallAsync(new RedisCommand("CLIENT", "KILL", "TYPE", "pubsub"), default);
            await Until.TrueAsync("the session is back", async () => session.Age is not null && await ListenersAsync() == 1);
        }

        await Until.TrueAsync("the session is gone", async () => await ListenersAsync() == 0);

        async Task<long> ListenersAsync() => (await client.CallAsync(new RedisCommand("PUBSUB", "NUMSUB", channel), default))[1].Integer;
    }

    private static async Task<RedisReply> AnswerAsync(RedisClient client, RedisCommand command)
    {
        var reply = RedisReply.Null;
        await Until.TrueAsync("the server answers again", async () =>
        {
            try
            {
                reply = await client.CallAsync(command, default);
                return true;
            }
            catch (RedisConnectionException)
            {
                return false;
            }
        });
        return reply;
    }
}
