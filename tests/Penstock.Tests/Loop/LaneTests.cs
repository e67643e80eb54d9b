using Penstock.Testing;

namespace Penstock.Tests;

public sealed class LaneTests
{
    [Fact]
    public void What_is_done_is_completed_and_told()
    {
        using var rig = PipelineRig.With("a", "b");
        rig.Each((_, _) => default, () => rig.AfterAsync(1));

        rig.Store.Completed.ShouldBe(["a", "b"]);
        rig.Passes.Single().Received.ShouldBe(2);
        rig.Errors.ShouldBeEmpty();
    }

    [Fact]
    public void An_outage_pauses_and_counts_nothing_and_work_resumes_within_five_seconds()
    {
        using var rig = PipelineRig.With("a", "b", "c");
        rig.Dependency.IsUp = false;
        var resumed = 0.0;
        rig.Each(
            (_, _) =>
            {
                rig.Dependency.Use();
                resumed = rig.Now;
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(600.3);
                rig.Pipeline.WaitsFor.ShouldBe("The dependency does not answer.");
                rig.Store.Leased.ShouldBeEmpty();
                rig.Dependency.IsUp = true;
                await rig.AfterAsync(5);
            });

        rig.Store.Completed.Count.ShouldBe(3);
        rig.Store.Failures("a").ShouldBe(0);
        resumed.ShouldBeInRange(600.3, 605.3);
        rig.Dependency.Probes.ShouldBeGreaterThan(590);
        rig.Ran.Count(m => m == "a").ShouldBeLessThanOrEqualTo(4);
    }

    [Fact]
    public void A_settlement_that_fails_is_offered_again_and_nothing_is_run_again()
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
                await rig.AfterAsync(20);
                rig.Store.Completed.ShouldBeEmpty();
                rig.Source.IsAway = false;
                await rig.AfterAsync(5);
            });

        rig.Store.Completed.ShouldBe(["a"]);
        rig.Ran.ShouldBe(["a"]);
        rig.Tally[SourceFault.StoreAway].ShouldBeGreaterThan(3);
    }

    [Fact]
    public void An_unknown_settlement_is_offered_again_and_does_nothing_twice()
    {
        using var rig = PipelineRig.With("a");
        rig.Each(
            (_, _) =>
            {
                rig.Source.Chances = new FaultChances { SettleUnknown = 1 };
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(2);
                rig.Source.Chances = new FaultChances();
                await rig.AfterAsync(5);
            });

        rig.Store.Completed.ShouldBe(["a"]);
        rig.Ran.ShouldBe(["a"]);
    }

    [Fact]
    public void A_store_that_was_settled_late_does_not_open_the_breaker_again()
    {
        // Found by a history: the outage that a run had seen was told after its settlement had waited for the store.
        using var rig = PipelineRig.With("a");
        rig.Options = new PipelineOptions { InProcessRetries = 0 };
        rig.Each(
            (_, _) =>
            {
                if (rig.Ran.Count > 1)
                    return default;

                (rig.Dependency.IsUp, rig.Source.IsAway) = (false, true);
                throw new TimeoutException("down");
            },
            async () =>
            {
                await rig.AfterAsync(10);
                (rig.Dependency.IsUp, rig.Source.IsAway) = (true, false);
                await rig.AfterAsync(5);
                rig.Store.Completed.ShouldBe(["a"]);
            });
    }

    [Fact]
    public void A_handler_that_outlasts_its_lease_keeps_it()
    {
        using var rig = new PipelineRig();
        rig.Store = new MemoryStore(rig.Clock, new MemoryStoreOptions { Lease = TimeSpan.FromSeconds(15) });
        rig.Store.Add("a");
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromHours(1), RenewEvery = TimeSpan.FromSeconds(5) };
        rig.Each(async (_, token) => await Task.Delay(TimeSpan.FromMinutes(10), rig.Clock, token), () => rig.AfterAsync(700));

        rig.Store.Completed.ShouldBe(["a"]);
        rig.Store.Takeovers("a").ShouldBe(0);
        rig.Ran.ShouldBe(["a"]);
    }

    [Fact]
    public void A_lease_that_is_not_prolonged_interrupts_its_handler()
    {
        using var rig = new PipelineRig();
        rig.Store = new MemoryStore(rig.Clock, new MemoryStoreOptions { Lease = TimeSpan.FromSeconds(15) });
        rig.Store.Add("a");
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromHours(1), RenewEvery = TimeSpan.FromSeconds(5) };
        var cancelledAt = 0.0;
        rig.Each(
            async (_, token) =>
            {
                if (rig.Ran.Count > 1)
                    return;

                rig.Source.Chances = new FaultChances { ExtendFails = 1 };
                try
                {
                    await Task.Delay(TimeSpan.FromMinutes(10), rig.Clock, token);
                }
                finally
                {
                    cancelledAt = rig.Now;
                }
            },
            () => rig.AfterAsync(60));

        cancelledAt.ShouldBe(15);
        rig.Store.Completed.ShouldBe(["a"]);
        rig.Store.Failures("a").ShouldBe(0);
    }

    [Fact]
    public void A_batch_of_which_little_was_managed_is_followed_by_a_small_one_that_grows_again()
    {
        using var rig = PipelineRig.With(Enumerable.Range(0, 40).Select(i => $"m{i:00}"));
        rig.Options = new PipelineOptions { BatchSize = 16 };
        var sizes = new List<int>();
        rig.Around = source => new ReceivingSource(source, (max, batch) =>
        {
            if (batch.Items.Count > 0)
                sizes.Add(max);
        });
        // Every source claims 16 at first; the first pass settles 2 of them.
        var passes = 0;
        rig.Run(new FirstOnly(() => ++passes == 1 ? 2 : int.MaxValue), () => rig.AfterAsync(5));

        sizes.ShouldBe([16, 2, 4, 8, 16, 16]);
        rig.Store.Completed.Count.ShouldBe(40);
    }

    [Fact]
    public void After_a_batch_that_was_only_handed_back_one_is_claimed_so_that_what_is_not_run_is_not_held()
    {
        using var rig = PipelineRig.With(Enumerable.Range(0, 8).Select(i => $"m{i}"));
        rig.Options = new PipelineOptions { BatchSize = 8 };
        var sizes = new List<int>();
        rig.Around = source => new ReceivingSource(source, (max, batch) =>
        {
            if (batch.Items.Count > 0)
                sizes.Add(max);
        });
        var passes = 0;
        rig.Run(new ReleasesFirst(() => ++passes == 1), () => rig.AfterAsync(5));

        sizes.ShouldBe([8, 1, 2, 4, 8]);
        rig.Store.Completed.Count.ShouldBe(8);
    }

    [Fact]
    public void A_source_that_throws_what_it_may_not_is_survived()
    {
        using var rig = PipelineRig.With("a");
        var fail = true;
        rig.Around = source => new ReceivingSource(source, (_, _) =>
        {
            if (fail)
                throw new InvalidOperationException("A driver's bug.");
        });
        rig.Each((_, _) => default, async () =>
        {
            await rig.AfterAsync(30);
            rig.Pipeline.WaitsFor.ShouldBe("A driver's bug.");
            fail = false;
            await rig.AfterAsync(40);
        });

        rig.Store.Completed.ShouldBe(["a"]);
        rig.Errors.ShouldAllBe(e => e is InvalidOperationException);
    }

    [Fact]
    public void An_observer_that_fails_stops_nothing()
    {
        using var rig = PipelineRig.With("a", "b", "c");
        rig.Options = new PipelineOptions { BatchSize = 1 };
        rig.Another = new FailingObserver();
        rig.Dependency.IsUp = false;
        rig.Each(
            (_, _) =>
            {
                rig.Dependency.Use();
                return default;
            },
            async () =>
            {
                await rig.AfterAsync(10);
                rig.Dependency.IsUp = true;
                await rig.AfterAsync(10);
            });

        rig.Store.Completed.Count.ShouldBe(3);
        rig.Passes.Count(p => p.Verdicts[0].Settlement is Settlement.Complete).ShouldBe(3);
    }

    private sealed class FailingObserver : IPassObserver
    {
        public void Settled(Pass pass) => throw new InvalidOperationException("no metrics");

        public void Failed(Exception error) => throw new InvalidOperationException("no metrics");
    }

    /// <summary>Runs the first few of a batch and leaves the rest.</summary>
    private sealed class FirstOnly(Func<int> howMany) : IRunner
    {
        public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
        {
            await Task.Yield();
            yield return [.. batch.Items.Take(howMany()).Select(Run.Succeeded)];
        }
    }

    private sealed class ReleasesFirst(Func<bool> releases) : IRunner
    {
        public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
        {
            await Task.Yield();
            var release = releases();
            yield return [.. batch.Items.Select(d => release ? Run.Interrupted(d) : Run.Succeeded(d))];
        }
    }
}
