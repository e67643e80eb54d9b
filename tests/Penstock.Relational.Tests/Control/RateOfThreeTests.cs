namespace Penstock.Relational.Tests;

/// <summary>Whoever computes beside them takes from the replicas the time in which they would use up their rate.</summary>
[Collection(Name)]
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class RateOfThreeTests(PostgresServer server, ITestOutputHelper output)
{
    public const string Name = "alone";

    private const double Rate = 100;
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);

    // On both at once: each alone waits nearly all the time.
    [Fact]
    public Task Three_replicas_together_keep_to_the_rate_also_when_one_dies_and_when_one_is_idle() =>
        Task.WhenAll(DatabaseUnderTest.Kinds.Select(kind => KeepToTheRateAsync(kind.Data)));

    private async Task KeepToTheRateAsync(string kind)
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

    private async Task<double> RateAsync(Supply supply)
    {
        var (from, startedAt) = (supply.Done, TimeProvider.System.GetTimestamp());
        await Task.Delay(Long, TimeProvider.System);
        var rate = (supply.Done - from) / TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds;
        output.WriteLine($"{rate:0.0}/s");
        return rate;
    }
}
