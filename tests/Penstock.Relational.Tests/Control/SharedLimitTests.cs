using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class SharedLimitTests(PostgresServer server, ITestOutputHelper output)
{
    private const double Rate = 100;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Three_replicas_together_keep_to_the_rate_also_when_one_dies_and_when_one_is_idle(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var supply = new Supply(1_000_000);
        await scene.StartAsync(2, supply, isQuick: true);
        var victim = await scene.StartAsync(supply, isQuick: true);
        await scene.LimitAsync(Rate);
        await scene.ObeyedByAsync(3);

        (await RateAsync(supply)).ShouldBeInRange(0.9 * Rate, 1.1 * Rate);

        await victim.DieAsync();
        (await RateAsync(supply)).ShouldBeInRange(0.9 * Rate, 1.1 * Rate);

        await scene.StartAsync(new Supply(0), isQuick: true);
        await scene.ObeyedByAsync(3);
        (await RateAsync(supply)).ShouldBeInRange(0.9 * Rate, 1.1 * Rate);

        await scene.LimitAsync(null);
        await scene.ObeyedByAsync(3);
        (await RateAsync(supply)).ShouldBeGreaterThan(2 * Rate);
    }

    [Fact]
    public async Task An_idle_process_makes_a_statement_a_second_at_most_whatever_the_limit()
    {
        await using var scene = await ControlScene.CreateAsync("postgresql", server);
        await using var proxy = PostgresProxy.Start(new Uri(scene.Url).Port);
        await scene.StartAsync(new Supply(0), url: proxy.UrlOf(scene.Url));
        await scene.LimitAsync(Rate);
        await scene.ObeyedByAsync(1);
        // The first permits are taken before anybody knows that there is nothing to do.
        await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);

        var before = proxy.Executed;
        await Task.Delay(2 * Long, TimeProvider.System);
        output.WriteLine($"{proxy.Executed - before} statements in {2 * Long.TotalSeconds} s");
        (proxy.Executed - before).ShouldBeInRange(1, 10);
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_clock_that_is_set_back_is_not_owed(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        await scene.StartAsync(1, new Supply(0));
        await scene.LimitAsync(Rate);
        await using var connection = await scene.Store.OpenAsync(default);
        await connection.Command($"UPDATE penstock_permits SET filled_at = {scene.Store.Dialect.NowPlus("3600")}").RunAsync(default);

        await Permits.TakeAsync(scene.Store, ReplicaUnderTest.Name, Rate, 1, default);
        var wait = await Permits.TakeAsync(scene.Store, ReplicaUnderTest.Name, Rate, 1, default);

        wait.ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private async Task<double> RateAsync(Supply supply)
    {
        var (from, startedAt) = (supply.Done, TimeProvider.System.GetTimestamp());
        await Task.Delay(Long, TimeProvider.System);
        var rate = (supply.Done - from) / TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds;
        output.WriteLine($"{rate:0.0}/s");
        return rate;
    }
}
