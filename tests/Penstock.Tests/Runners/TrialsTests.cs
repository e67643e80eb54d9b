using Microsoft.Extensions.DependencyInjection;
using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Found by a process with several pipelines: what another of them had in hand while a killer ran was taken for a killer too.</summary>
public sealed class TrialsTests : IDisposable
{
    private readonly RunnerRig rig = new() { Options = new PipelineOptions { InProcessRetries = 1, AttemptTimeout = TimeSpan.FromSeconds(10) } };
    private readonly List<string> ran = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void A_suspect_waits_until_that_of_another_lane_is_settled_and_is_not_in_hand_meanwhile() => rig.Run(async () =>
    {
        await using var first = Runs("x", 1);
        var waiting = new SavingBatch([new TestDelivery("y", claims: 1)]);
        await using var second = rig.Each(Note).RunAsync(waiting).GetAsyncEnumerator();

        await first.MoveNextAsync();
        var turn = second.MoveNextAsync();
        turn.IsCompleted.ShouldBeFalse();
        waiting.Calls.ShouldBe(["running "]);

        await first.MoveNextAsync();
        (await turn).ShouldBeTrue();
        waiting.Calls.Take(2).ShouldBe(["running ", "running y"]);
        ran.ShouldBe(["x", "y"]);
    });

    [Fact]
    public void The_healthy_wait_for_no_suspect() => rig.Run(async () =>
    {
        await using var first = Runs("x", 1);
        await using var second = Runs("y", 0);

        await first.MoveNextAsync();
        (await second.MoveNextAsync()).ShouldBeTrue();
    });

    [Fact]
    public void Whoever_keeps_its_turn_longer_than_its_attempts_may_take_loses_it() => rig.Run(async () =>
    {
        await using var first = Runs("x", 1);
        await using var second = Runs("y", 1);
        var began = rig.Clock.GetUtcNow();

        await first.MoveNextAsync();
        await second.MoveNextAsync();

        (rig.Clock.GetUtcNow() - began).ShouldBe(TimeSpan.FromSeconds(20));
    });

    [Fact]
    public void A_stop_ends_the_wait_and_the_turn_goes_to_the_next() => rig.Run(async () =>
    {
        using var stopping = new CancellationTokenSource();
        rig.Trials.TryTake().ShouldBeTrue();
        var stopped = rig.Trials.TakeAsync(stopping.Token).AsTask();
        var next = rig.Trials.TakeAsync(default).AsTask();

        await stopping.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(stopped);
        rig.Trials.Leave();

        await next;
        rig.Trials.TryTake().ShouldBeFalse();
        rig.Trials.Leave();
        rig.Trials.TryTake().ShouldBeTrue();
    });

    [Fact]
    public void What_another_pipeline_runs_beside_a_killer_is_not_taken_for_one()
    {
        var simulation = new Simulation(1);
        var journals = new MemoryJournalStore();
        var (killers, sound) = (Store(simulation, "killer"), Store(simulation, "sound"));
        simulation.Run(
            async () =>
            {
                for (var deaths = 0; deaths < 4; deaths++)
                {
                    var process = simulation.Start($"p{deaths}");
                    var (journal, trials) = (journals.Open(), new Trials());
                    _ = process.Start(() => Compose("a", killers, journal, trials, process, process.Kill).RunAsync(default));
                    _ = process.Start(() => Compose("b", sound, journal, trials, process, () => { }).RunAsync(default));
                    await Task.Delay(TimeSpan.FromMinutes(1), simulation.Clock);
                    journal.Die();
                    killers.DropConnections();
                    sound.DropConnections();
                }
            },
            TimeSpan.FromHours(1));

        killers.DeadLetters.Unresolved.Select(l => l.Delivery.Origin).ShouldBe(["killer"]);
        sound.Completed.ShouldBe(["sound"]);
    }

    [Fact]
    public void Pipelines_of_one_host_share_the_turn()
    {
        var services = new ServiceCollection();
        foreach (var name in (string[])["a", "b"])
            services.AddPipelineOnly(name, _ => { });

        services.Where(s => s.ServiceType == typeof(Trials)).ShouldHaveSingleItem().Lifetime.ShouldBe(ServiceLifetime.Singleton);
    }

    private IAsyncEnumerator<IReadOnlyList<Run>> Runs(string origin, int claims) =>
        rig.Each(Note).RunAsync(new Batch([new TestDelivery(origin, claims: claims)])).GetAsyncEnumerator();

    private static MemoryStore Store(Simulation simulation, string id)
    {
        var store = new MemoryStore(simulation.Clock, new MemoryStoreOptions { Can = Can.Delay | Can.ParkAtomically });
        store.Add(id);
        return store;
    }

    // Both take a while, so that each is in hand when the killer's time has come.
    private static Pipeline Compose(string name, MemoryStore store, IJournal journal, Trials trials, SimulatedProcess process, Action end) =>
        new PipelineBuilder(name)
            .From(_ => new MemorySource(store, process.Clock))
            .Journal(_ => journal)
            .Each<Delivery>(d => d, async (_, _, giveUp) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(name == "a" ? 1 : 2), process.Clock, giveUp);
                end();
                await Task.Delay(TimeSpan.FromSeconds(1), process.Clock, giveUp);
            })
            .Build(new Services(process.Clock) { Trials = trials });

    private ValueTask Note(string message, CancellationToken giveUp)
    {
        ran.Add(message);
        return default;
    }
}
