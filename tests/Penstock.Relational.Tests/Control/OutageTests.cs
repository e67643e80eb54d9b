using Penstock.Dev;

namespace Penstock.Relational.Tests;

public sealed class OutageTests(PostgresServer server)
{
    [Fact]
    public async Task While_the_store_is_away_all_stay_as_they_are_and_then_obey()
    {
        await using var scene = await ControlScene.CreateAsync("postgresql", server);
        await using var proxy = PostgresProxy.Start(new Uri(scene.Url).Port);
        var supply = new Supply(0);
        var replica = await scene.StartAsync(supply, url: proxy.UrlOf(scene.Url));
        await scene.SteerAsync(DesiredState.Paused);
        await scene.ObeyedByAsync(1);

        await TakeAwayAsync(proxy, replica.Store);
        await scene.SteerAsync(DesiredState.Running);
        await Until.TrueAsync("it is noticed", () => Task.FromResult(Told(replica) == 1));
        replica.Pipeline.State.ShouldBe(PipelineState.Paused);

        proxy.ComeBack();
        await scene.ObeyedByAsync(1);
        Told(replica).ShouldBe(1);
        supply.Add(10);
        await Until.TrueAsync("it works", () => Task.FromResult(supply.Done == 10));
    }

    [Fact]
    public async Task Started_while_the_store_is_away_it_claims_nothing_until_it_was_asked()
    {
        await using var scene = await ControlScene.CreateAsync("postgresql", server);
        await using var proxy = PostgresProxy.Start(new Uri(scene.Url).Port);
        var url = proxy.UrlOf(scene.Url);
        await using var other = ReplicaUnderTest.OpenStore(url);
        await TakeAwayAsync(proxy, other);

        var supply = new Supply(10);
        await using var replica = ReplicaUnderTest.Launch(url, supply);
        await Until.TrueAsync("it waits", () => Task.FromResult(Lines(replica, "waits to start") == 1));
        supply.Done.ShouldBe(0);

        proxy.ComeBack();
        await Until.TrueAsync("it works", () => Task.FromResult(supply.Done == 10));
        Lines(replica, "waits to start").ShouldBe(1);
    }

    private static int Told(ReplicaUnderTest replica) => Lines(replica, "pipelines stay as they are");

    private static int Lines(ReplicaUnderTest replica, string text)
    {
        lock (replica.Logged)
            return replica.Logged.Count(l => l.Contains(text, StringComparison.Ordinal));
    }

    private static async Task TakeAwayAsync(PostgresProxy proxy, Store store)
    {
        var cut = proxy.CutNextCommitAsync(PostgresCut.BeforeCommit, stayAway: true);
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        await transaction.Command("CREATE TEMPORARY TABLE cut (id INTEGER)").RunAsync(default);
        await Should.ThrowAsync<Exception>(async () => await transaction.CommitAsync());
        await cut;
    }
}
