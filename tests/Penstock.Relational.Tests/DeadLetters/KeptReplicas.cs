using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>Processes that keep retention on one store, with a time that passes as they beat. They keep no letter.</summary>
internal sealed class KeptReplicas : IAsyncDisposable
{
    private readonly LetterDesk desk;
    private readonly ManualClock clock = new();
    private readonly List<(Owner Owner, LetterKeeper Keeper)> replicas = [];

    public KeptReplicas(LetterDesk desk, int count)
    {
        this.desk = desk;
        for (var i = 0; i < count; i++)
        {
            var (store, options) = (desk.OpenStore(), new LetterRetentionOptions { MostLetters = 0 });
            // By a time of its own, which stands still: this test beats.
            var owner = new Owner(store, new ManualClock());
            var retention = new LetterRetention(store, options, NullLogger<LetterRetention>.Instance);
            replicas.Add((owner, new LetterKeeper(store, owner, retention, options, clock, NullLogger<LetterKeeper>.Instance)));
        }
    }

    /// <summary>How many letters each round dropped.</summary>
    public List<long> Rounds { get; } = [];

    public async Task BeatAsync(TimeSpan passed)
    {
        foreach (var (owner, keeper) in replicas)
        {
            var before = await LettersAsync();
            await keeper.Rounds.BeatAsync(new Beat(await owner.TakeAsync(default), 0), default);
            await keeper.Rounds.Running;
            if (before - await LettersAsync() is var dropped and > 0)
                Rounds.Add(dropped);
        }

        clock.Advance(passed);
    }

    /// <summary>An orderly end of the process that came first.</summary>
    public async Task EndFirstAsync()
    {
        await replicas[0].Keeper.StopAsync(default);
        replicas.RemoveAt(0);
        await desk.ParkAsync(1_000);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (owner, keeper) in replicas)
        {
            await keeper.StopAsync(default);
            keeper.Dispose();
            await owner.DisposeAsync();
        }
    }

    private Task<long> LettersAsync() => desk.ScalarAsync<long>("SELECT count(*) FROM penstock_dead_letters");
}
