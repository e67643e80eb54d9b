using Penstock.Dev;


namespace Penstock.Bench;

/// <summary>Load, faults and the total check, for as long as one likes.</summary>
internal sealed class DigestSoak(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public const string Name = "soak";

    /// <returns>Counts: all but the first must be 0.</returns>
    public async Task<IReadOnlyList<BenchRow>> RunAsync(TimeSpan length)
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync(cancellationToken: cancellation);
        await using var redis = await RedisServer.CreateAsync(cancellationToken: cancellation);
        await using var scene = await DigestScene.CreateAsync(postgres.Url, redis);
        await using var faults = new SoakFaults(postgres, redis, () => DigestProcess.Start(scene.Database.Url, redis.Url), progress, clock);
        var tally = new SoakTally();
        await LoadAsync(new SoakLoad(scene.Redis, tally, clock), faults, length);
        cancellation.ThrowIfCancellationRequested();
        await progress.WriteLineAsync($"{tally.Good:#,0} good messages, {tally.Resent:#,0} sent twice, {tally.Poison.Count:#,0} poison, {faults.Count} faults; the rest is drained");
        faults.RequireAlive();
        return await new SoakCheck(scene, tally, clock).RunAsync(cancellation);
    }

    private async Task LoadAsync(SoakLoad load, SoakFaults faults, TimeSpan length)
    {
        using var over = new CancellationTokenSource(length, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        await Task.WhenAll(load.RunAsync(stop.Token, cancellation), faults.RunAsync(stop.Token));
    }
}
