using Penstock.Testing;

namespace Penstock.Tests;

public sealed class PipelineTests
{
    [Fact]
    public void Paused_it_finishes_what_it_has_and_claims_nothing_more()
    {
        using var rig = PipelineRig.With("a", "b", "c");
        rig.Options = new PipelineOptions { BatchSize = 2 };
        rig.Each(
            (m, _) =>
            {
                if (m == "a")
                    rig.Pipeline.Pause();
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(3600);
                rig.Pipeline.IsPaused.ShouldBeTrue();
                rig.Pipeline.WaitsFor.ShouldBe("an operator's resume");
                rig.Store.Completed.ShouldBe(["a", "b"]);
                rig.Store.Leased.ShouldBeEmpty();
                rig.Pipeline.Resume();
                await rig.AfterAsync(1);
            });

        rig.Store.Completed.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void At_a_rate_nothing_is_held_while_it_waits()
    {
        using var rig = PipelineRig.With(Enumerable.Range(0, 20).Select(i => $"m{i}"));
        rig.Options = new PipelineOptions { BatchSize = 1, RatePerSecond = 10, Burst = 1 };
        rig.Each((_, _) => default, async () =>
        {
            for (var i = 0; i < 18; i++)
            {
                await rig.AfterAsync(0.1005);
                rig.Store.Leased.ShouldBeEmpty();
            }

            rig.Store.Completed.Count.ShouldBeInRange(17, 19);
            await rig.AfterAsync(0.3);
        });

        rig.Store.Completed.Count.ShouldBe(20);
    }

    [Fact]
    public void Stopped_it_waits_for_a_handler_within_the_drain_limit()
    {
        using var rig = PipelineRig.With("a", "b");
        rig.Each(async (_, token) => await Task.Delay(TimeSpan.FromSeconds(8), rig.Clock, token), async () =>
        {
            await rig.AfterAsync(1);
            await rig.StopAsync();
            rig.Now.ShouldBe(8);
        });

        rig.Store.Completed.ShouldBe(["a"]);
        Untouched(rig, "b");
    }

    [Fact]
    public void Beyond_the_drain_limit_a_handler_is_interrupted_and_nothing_is_counted()
    {
        using var rig = PipelineRig.With("a");
        rig.Each(async (_, token) => await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock, token), async () =>
        {
            await rig.AfterAsync(1);
            await rig.StopAsync();
            rig.Now.ShouldBe(11);
        });

        Untouched(rig, "a");
    }

    [Fact]
    public void What_was_done_before_the_drain_limit_is_settled_after_it()
    {
        // Found by a history: the limit cancelled the settlement of the whole batch.
        using var rig = PipelineRig.With("a", "b");
        rig.Each(async (m, token) =>
        {
            if (m == "b")
                await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock, token);
        }, async () =>
        {
            await rig.AfterAsync(1);
            await rig.StopAsync();
        });

        rig.Store.Completed.ShouldBe(["a"]);
        Untouched(rig, "b");
    }

    [Fact]
    public void A_handler_that_ignores_its_token_does_not_hold_up_the_shutdown()
    {
        using var rig = PipelineRig.With("a");
        rig.Each(async (_, _) => await Task.Delay(TimeSpan.FromHours(5), rig.Clock), async () =>
        {
            await rig.AfterAsync(1);
            await rig.StopAsync();
            rig.Now.ShouldBe(12);
        });

        rig.Store.Completed.ShouldBeEmpty();
    }

    [Fact]
    public void A_store_that_is_away_does_not_hold_up_the_shutdown_for_ever()
    {
        using var rig = PipelineRig.With("a");
        rig.Each(
            (_, _) =>
            {
                rig.Source.IsAway = true;
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(1);
                await rig.StopAsync();
                rig.Now.ShouldBe(12);
            });
    }

    [Fact]
    public void Idle_it_stops_at_once()
    {
        using var rig = PipelineRig.With();
        rig.Each((_, _) => default, async () =>
        {
            await rig.AfterAsync(10.5);
            await rig.StopAsync();
            rig.Now.ShouldBe(10.5);
        });
    }

    [Fact]
    public void Once_it_ends_with_the_last_message()
    {
        var simulation = new Simulation(1);
        var store = new MemoryStore(simulation.Clock);
        foreach (var number in Enumerable.Range(0, 1_000))
            store.Add($"{number}");
        var pipeline = new PipelineBuilder("test").From(_ => new MemorySource(store, simulation.Clock)).Each(FuncHandler.Origin, _ => new FuncHandler((_, _) => default))
            .With(_ => new PipelineOptions { Lanes = 3 }).Build(new Services(simulation.Clock));

        simulation.Run(() => pipeline.RunAsync(CancellationToken.None, once: true), TimeSpan.FromMinutes(1));

        store.Completed.Count.ShouldBe(1_000);
    }

    private static void Untouched(PipelineRig rig, string id)
    {
        rig.Store.Waiting.ShouldBe([id]);
        rig.Store.Leased.ShouldBeEmpty();
        rig.Store.Failures(id).ShouldBe(0);
    }
}
