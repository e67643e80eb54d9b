namespace Penstock.Tests;

public sealed class EachRunnerTests : IDisposable
{
    private readonly RunnerRig rig = new();
    private readonly List<string> ran = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void One_by_one_in_the_order_of_the_batch()
    {
        rig.Run(rig.Each(Note), TestDelivery.Batch("a", "b", "c")).ShouldBe(["a:None b:None c:None"]);
        ran.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void One_failure_leaves_its_neighbours_alone() =>
        rig.Run(rig.Each((m, _) => m == "b" ? throw new InvalidDataException("bad") : default), TestDelivery.Batch("a", "b", "c"))
            .ShouldBe(["a:None b:Message c:None"]);

    [Fact]
    public void What_can_not_be_decoded_is_rejected()
    {
        var runner = new EachRunner<string>(_ => throw new FormatException("no JSON"), new FuncHandler(Note), rig.Context, 1);

        rig.Run(runner, TestDelivery.Batch("a")).ShouldBe(["a:Message"]);
        ran.ShouldBeEmpty();
    }

    [Fact]
    public void An_outage_in_mid_batch_stops_the_rest()
    {
        rig.Options = new PipelineOptions { InProcessRetries = 0 };
        rig.Run(rig.Each((m, _) => m == "b" ? Outage() : Note(m, default)), TestDelivery.Batch("a", "b", "c", "d"))
            .ShouldBe(["a:None b:Dependency c:Interrupted d:Interrupted"]);
        ran.ShouldBe(["a"]);
    }

    [Fact]
    public void An_outage_stops_what_runs_at_once_too()
    {
        rig.Options = new PipelineOptions { InProcessRetries = 0 };
        var runs = rig.Run(rig.Each(async (_, _) => await Outage(), concurrency: 2), TestDelivery.Batch("a", "b", "c", "d")).Single().Split(' ');

        runs.Count(r => r.EndsWith("Interrupted", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(2);
        runs.ShouldContain("a:Dependency");
    }

    [Fact]
    public void No_more_run_at_once_than_allowed()
    {
        var (now, most) = (0, 0);
        var runner = rig.Each(async (_, token) =>
        {
            most = Math.Max(most, ++now);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock, token);
            now--;
        }, concurrency: 3);

        var runs = rig.Run(runner, TestDelivery.Batch(Enumerable.Range(0, 10).Select(i => $"m{i}"))).Single();

        most.ShouldBe(3);
        runs.Split(' ').Length.ShouldBe(10);
    }

    [Fact]
    public void A_dead_corner_counts_as_the_messages_own_after_the_tries_in_process()
    {
        rig.Run(rig.Each((m, _) =>
        {
            ran.Add(m);
            return m == "b" ? throw new TimeoutException("no answer") : default;
        }), TestDelivery.Batch("a", "b", "c")).ShouldBe(["a:None b:Message c:None"]);
        ran.ShouldBe(["a", "b", "b", "b", "c"]);
        rig.Dependency.Probes.ShouldBe(1);
    }

    [Fact]
    public void An_attempt_that_takes_too_long_is_cancelled_and_tried_again()
    {
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromSeconds(5) };
        rig.Run(rig.Each(async (m, token) =>
        {
            ran.Add(m);
            if (ran.Count == 1)
                await Task.Delay(TimeSpan.FromMinutes(1), rig.Clock, token);
        }), TestDelivery.Batch("a")).ShouldBe(["a:None"]);
        ran.ShouldBe(["a", "a"]);
    }

    [Fact]
    public void An_attempt_that_always_takes_too_long_is_the_messages_own_fault_while_the_probe_succeeds()
    {
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromSeconds(5) };
        rig.Run(rig.Each(Hang), TestDelivery.Batch("a")).ShouldBe(["a:Message"]);
    }

    [Fact]
    public void And_nobodys_while_it_fails()
    {
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromSeconds(5) };
        rig.Dependency.IsUp = false;
        rig.Run(rig.Each(Hang), TestDelivery.Batch("a")).ShouldBe(["a:Dependency"]);
    }

    [Fact]
    public void A_lost_lease_interrupts_its_handler_and_nothing_else()
    {
        using var lost = new CancellationTokenSource(TimeSpan.FromSeconds(3), rig.Clock);
        var batch = new Batch([new TestDelivery("a", lost: lost.Token), new TestDelivery("b")]);

        rig.Run(rig.Each((m, token) => m == "a" ? Hang(m, token) : default), batch).ShouldBe(["a:Interrupted b:None"]);
    }

    [Fact]
    public void What_is_already_lost_does_not_run()
    {
        var batch = new Batch([new TestDelivery("a", lost: new CancellationToken(canceled: true)), new TestDelivery("b")]);

        rig.Run(rig.Each(Note), batch).ShouldBe(["a:Interrupted b:None"]);
        ran.ShouldBe(["b"]);
    }

    [Fact]
    public void A_shutdown_in_mid_batch_finishes_one_and_leaves_the_rest()
    {
        rig.Run(rig.Each((m, _) =>
        {
            ran.Add(m);
            rig.RequestStop();
            return default;
        }), TestDelivery.Batch("a", "b", "c")).ShouldBe(["a:None b:Interrupted c:Interrupted"]);
        ran.ShouldBe(["a"]);
    }

    [Fact]
    public void The_drain_limit_interrupts_the_one_that_runs()
    {
        rig.Run(rig.Each(async (m, token) =>
        {
            rig.RequestStop();
            rig.GiveUp();
            await Hang(m, token);
        }), TestDelivery.Batch("a", "b")).ShouldBe(["a:Interrupted b:Interrupted"]);
    }

    [Fact]
    public void A_shutdown_before_the_batch_runs_nothing()
    {
        rig.RequestStop();
        rig.Run(rig.Each(Note), TestDelivery.Batch("a")).ShouldBeEmpty();
    }

    [Fact]
    public void In_a_transaction_each_has_its_savepoint_and_a_failure_is_undone()
    {
        var batch = new SavingBatch([new TestDelivery("a"), new TestDelivery("b"), new TestDelivery("c")]);
        rig.Run(rig.Each((m, _) =>
        {
            batch.Write(m);
            return m == "b" ? throw new InvalidDataException("bad") : default;
        }), batch).ShouldBe(["a:None b:Message c:None"]);

        batch.Effects.ShouldBe(["a", "c"]);
        batch.Calls.ShouldBe(["running a b c", "save", "save again", "undo", "save again"]);
    }

    [Fact]
    public void In_a_transaction_a_try_is_undone_before_the_next_one_and_without_a_wait()
    {
        var started = rig.Clock.GetTimestamp();
        var batch = new SavingBatch([new TestDelivery("a")]);
        rig.Run(rig.Each((m, _) =>
        {
            ran.Add(m);
            batch.Write(m);
            return ran.Count < 3 ? throw new TimeoutException("deadlock") : default;
        }), batch).ShouldBe(["a:None"]);

        batch.Effects.ShouldBe(["a"]);
        rig.Clock.GetElapsedTime(started).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void In_a_transaction_a_deferred_constraint_speaks_while_its_culprit_is_known()
    {
        var batch = new SavingBatch([new TestDelivery("a"), new TestDelivery("b")]);
        batch.Verifying = () => batch.Effects.Contains("a") ? new InvalidDataException("constraint") : null;

        rig.Run(rig.Each((m, _) =>
        {
            batch.Write(m);
            return default;
        }), batch).ShouldBe(["a:Message b:None"]);
        batch.Effects.ShouldBe(["b"]);
    }

    [Fact]
    public void A_transaction_that_broke_runs_nothing_more()
    {
        var batch = new SavingBatch([new TestDelivery("a"), new TestDelivery("b"), new TestDelivery("c")]);
        rig.Run(rig.Each((m, _) =>
        {
            ran.Add(m);
            batch.IsGone = m == "b";
            return m == "b" ? throw new InvalidDataException("bad") : default;
        }), batch).ShouldBe(["a:None b:Message c:Interrupted"]);
        ran.ShouldBe(["a", "b"]);
    }

    private ValueTask Note(string message, CancellationToken giveUp)
    {
        ran.Add(message);
        return default;
    }

    private ValueTask Outage()
    {
        rig.Dependency.IsUp = false;
        rig.Dependency.Use();
        return default;
    }

    private async ValueTask Hang(string message, CancellationToken giveUp) => await Task.Delay(TimeSpan.FromHours(10), rig.Clock, giveUp);
}
