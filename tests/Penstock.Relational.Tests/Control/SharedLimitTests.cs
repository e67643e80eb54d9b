using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class SharedLimitTests(PostgresServer server, ITestOutputHelper output)
{
    private const double Rate = 100;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

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
}
