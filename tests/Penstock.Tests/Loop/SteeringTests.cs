using Penstock.Testing;

namespace Penstock.Tests;

public sealed class SteeringTests
{
    [Fact]
    public void It_is_pausing_until_what_it_holds_is_done()
    {
        using var rig = PipelineRig.With("a", "b", "c");
        rig.Options = new PipelineOptions { BatchSize = 2 };
        rig.Each(async (_, token) => await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock, token), async () =>
        {
            await rig.AfterAsync(0.5);
            rig.Pipeline.Pause();
            (rig.Pipeline.State, rig.Pipeline.InHand).ShouldBe((PipelineState.Pausing, 2));
            var told = 0;
            rig.Pipeline.Changed += () => told++;

            await rig.AfterAsync(2);

            (rig.Pipeline.State, rig.Pipeline.InHand).ShouldBe((PipelineState.Paused, 0));
            told.ShouldBeGreaterThan(0);
            rig.Store.Completed.ShouldBe(["a", "b"]);
        });
    }

    [Fact]
    public void What_comes_while_it_waited_for_work_is_not_claimed_after_a_pause()
    {
        using var rig = PipelineRig.With();
        rig.Each((_, _) => default, async () =>
        {
            await rig.AfterAsync(10);
            rig.Pipeline.Pause();
            await rig.AfterAsync(0.01);
            rig.Pipeline.State.ShouldBe(PipelineState.Paused);
            rig.Store.Add("a");
            await rig.AfterAsync(100);
            rig.Store.Completed.ShouldBeEmpty();
            rig.Pipeline.Breaker.IsOpen.ShouldBeFalse();

            rig.Pipeline.Resume();
            await rig.AfterAsync(10);
            rig.Store.Completed.ShouldBe(["a"]);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Drained_it_has_done_what_there_was_and_claims_nothing_more(int lanes)
    {
        using var rig = PipelineRig.With(Enumerable.Range(0, 50).Select(i => $"m{i}"));
        rig.Options = new PipelineOptions { BatchSize = 3, Lanes = lanes };
        rig.Each(async (_, token) => await Task.Delay(TimeSpan.FromSeconds(0.1), rig.Clock, token), async () =>
        {
            rig.Pipeline.Drain();
            await rig.AfterAsync(0.5);
            rig.Pipeline.State.ShouldBe(PipelineState.Draining);
            rig.Pipeline.IsPaused.ShouldBeFalse();

            await rig.AfterAsync(60);
            (rig.Pipeline.State, rig.Pipeline.InHand, rig.Pipeline.IsPaused).ShouldBe((PipelineState.Drained, 0, true));
            rig.Store.Completed.Count.ShouldBe(50);

            rig.Store.Add("late");
            await rig.AfterAsync(60);
            rig.Store.Completed.Count.ShouldBe(50);

            rig.Pipeline.Drain();
            await rig.AfterAsync(60);
            rig.Pipeline.State.ShouldBe(PipelineState.Drained);
            rig.Store.Completed.Count.ShouldBe(51);

            rig.Store.Add("later");
            rig.Pipeline.Resume();
            await rig.AfterAsync(60);
            rig.Store.Completed.Count.ShouldBe(52);
        });
    }

    [Fact]
    public void A_pause_ends_a_drain_and_a_drain_ends_a_pause()
    {
        using var rig = PipelineRig.With();
        rig.Each((_, _) => default, async () =>
        {
            rig.Pipeline.Drain();
            await rig.AfterAsync(30);
            rig.Pipeline.Pause();
            await rig.AfterAsync(1);
            rig.Pipeline.State.ShouldBe(PipelineState.Paused);
            rig.Store.Add("a");

            rig.Pipeline.Drain();
            await rig.AfterAsync(30);
            rig.Pipeline.State.ShouldBe(PipelineState.Drained);
            rig.Store.Completed.ShouldBe(["a"]);
        });
    }

    [Fact]
    public void A_limit_holds_until_it_is_lifted_also_for_who_waits_there()
    {
        using var rig = PipelineRig.With(Enumerable.Range(0, 10).Select(i => $"m{i}"));
        rig.Options = new PipelineOptions { BatchSize = 1 };
        rig.Each((_, _) => default, async () =>
        {
            rig.Pipeline.LimitBy(new RateGate(0.001, 1, rig.Clock));
            await rig.AfterAsync(60);
            rig.Store.Completed.Count.ShouldBe(1);
            rig.Store.Leased.ShouldBeEmpty();

            rig.Pipeline.LimitBy(new RateGate(1, 1, rig.Clock));
            await rig.AfterAsync(3.5);
            rig.Store.Completed.Count.ShouldBe(5);

            rig.Pipeline.LimitBy(null);
            await rig.AfterAsync(1);
            rig.Store.Completed.Count.ShouldBe(10);
        });
    }

    [Fact]
    public void What_was_granted_before_is_charged_to_who_granted_it()
    {
        using var rig = PipelineRig.With();
        var (former, latter) = (new CountingGate(), new CountingGate());
        rig.Each((_, _) => default, async () =>
        {
            rig.Pipeline.LimitBy(former);
            await rig.AfterAsync(5);
            rig.Pipeline.LimitBy(latter);
            await rig.AfterAsync(5);
        });

        former.Granted.ShouldBeGreaterThan(0);
        former.Open.ShouldBe(0);
        latter.Granted.ShouldBeGreaterThan(0);
        latter.Open.ShouldBe(0);
    }

    private sealed class CountingGate : IGate
    {
        public int Granted { get; private set; }

        public int Open { get; private set; }

        public ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
        {
            Granted++;
            Open++;
            return ValueTask.FromResult(wanted);
        }

        public void Came(int granted, int came) => Open--;
    }
}
