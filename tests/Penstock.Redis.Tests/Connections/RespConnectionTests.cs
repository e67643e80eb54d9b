using Penstock.Testing;

namespace Penstock.Redis.Tests;

public sealed class RespConnectionTests : IDisposable
{
    private static readonly RedisCommand Ping = new("PING");

    private readonly ManualClock clock = new();
    private readonly Duplex wire = new();

    public void Dispose() => wire.Dispose();

    [Fact]
    public async Task An_overdue_answer_ends_the_connection_for_all_who_wait()
    {
        await using var connection = new RespConnection(wire, new RedisOptions(), clock);
        var first = connection.CallAsync([Ping], TimeSpan.Zero, default).AsTask();
        var second = connection.CallAsync([Ping], TimeSpan.FromHours(1), default).AsTask();
        await wire.HearAsync(2);

        clock.Advance(TimeSpan.FromSeconds(7));

        (await Should.ThrowAsync<RedisConnectionException>(first)).Message.ShouldContain("no answer within 5 s");
        await Should.ThrowAsync<RedisConnectionException>(second);
        (await connection.Ended).ShouldBeOfType<TimeoutException>();
        await Should.ThrowAsync<RedisConnectionException>(connection.CallAsync([Ping], TimeSpan.Zero, default).AsTask());
    }

    [Fact]
    public async Task A_call_that_blocks_on_purpose_is_not_overdue()
    {
        await using var connection = new RespConnection(wire, new RedisOptions(), clock);
        var call = connection.CallAsync([new RedisCommand("BLPOP", "a", "60")], TimeSpan.FromMinutes(1), default).AsTask();
        await wire.HearAsync(1);

        clock.Advance(TimeSpan.FromSeconds(64));
        await wire.SayAsync("*-1\r\n");

        (await call)[0].IsNull.ShouldBeTrue();
    }

    [Fact]
    public async Task Answers_go_to_their_callers_and_a_given_up_call_keeps_its_place()
    {
        await using var connection = new RespConnection(wire, new RedisOptions(), clock);
        using var given = new CancellationTokenSource();
        var first = connection.CallAsync([Ping], TimeSpan.Zero, given.Token).AsTask();
        var second = connection.CallAsync([Ping, Ping], TimeSpan.Zero, default).AsTask();
        await wire.HearAsync(3);

        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        await wire.SayAsync(":1\r\n:2\r\n");
        await wire.SayAsync(":3\r\n");

        (await second).Select(r => r.Integer).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task What_nobody_asked_for_ends_the_connection()
    {
        await using var connection = new RespConnection(wire, new RedisOptions(), clock);

        await wire.SayAsync("+OK\r\n");

        (await connection.Ended).ShouldBeOfType<RedisProtocolException>();
    }

    [Fact]
    public async Task A_server_that_hangs_up_fails_what_waits()
    {
        await using var connection = new RespConnection(wire, new RedisOptions(), clock);
        var call = connection.CallAsync([Ping], TimeSpan.Zero, default).AsTask();
        await wire.HearAsync(1);

        await wire.HangUpAsync();

        (await Should.ThrowAsync<RedisConnectionException>(call)).Message.ShouldContain("closed the connection");
    }

    [Fact]
    public async Task No_more_calls_are_on_their_way_than_allowed()
    {
        await using var connection = new RespConnection(wire, new RedisOptions { MaxOutstanding = 2 }, clock);
        var calls = Enumerable.Range(0, 3).Select(i => connection.CallAsync([new RedisCommand("ECHO", i)], TimeSpan.Zero, default).AsTask()).ToList();

        (await wire.HearAsync(2)).Count.ShouldBe(2);
        calls[2].IsCompleted.ShouldBeFalse();
        await wire.SayAsync(":0\r\n");

        (await wire.HearAsync(1)).ShouldHaveSingleItem()[1].ShouldBe("2");
        await wire.SayAsync(":1\r\n:2\r\n");
        (await Task.WhenAll(calls)).Select(r => r[0].Integer).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Waits_between_tries_double_up_to_a_bound_and_vary_by_half()
    {
        var most = TimeSpan.FromSeconds(1);

        Enumerable.Range(0, 7).Select(n => Backoff.Of(n, most, 1).TotalMilliseconds).ShouldBe([50, 100, 200, 400, 800, 1_000, 1_000]);
        Backoff.Of(1_000_000, most, 0).TotalMilliseconds.ShouldBe(500);
    }
}
