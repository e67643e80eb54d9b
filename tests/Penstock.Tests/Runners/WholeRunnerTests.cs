using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Tests;

public sealed class WholeRunnerTests : IDisposable
{
    private readonly RunnerRig rig = new() { Options = new PipelineOptions { InProcessRetries = 0 } };
    private int calls;

    public void Dispose() => rig.Dispose();

    [Fact]
    public void A_healthy_batch_is_one_call()
    {
        rig.Run(rig.Whole((_, _, _) => Called()), TestDelivery.Batch("a", "b", "c")).ShouldBe(["a:None b:None c:None"]);
        calls.ShouldBe(1);
    }

    [Fact]
    public void Bisecting_finds_exactly_the_culprits()
    {
        var sizes = Gen.Choose(1, 200);
        var cases = from size in sizes
                    from culprits in Gen.ListOf(Gen.Choose(0, size - 1))
                    select (Size: size, Culprits: culprits.Take(15).ToHashSet());
        Prop.ForAll(cases.ToArbitrary(), c => Finds(c.Size, c.Culprits)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void One_culprit_of_many_takes_a_logarithm_of_calls()
    {
        rig.Run(rig.Whole((m, _, _) => m.Contains("m77") ? Failed() : Called()), TestDelivery.Batch(Names(1024)));
        calls.ShouldBeLessThanOrEqualTo((2 * 10) + 1);
    }

    [Fact]
    public void A_transaction_takes_sixteen_culprits_and_leaves_the_rest_for_the_next()
    {
        var batch = new SavingBatch([.. Names(100).Select(n => new TestDelivery(n))]);
        var runs = rig.Run(rig.Whole((_, _, _) => Failed()), batch).Single().Split(' ');

        runs.Length.ShouldBe(16);
        runs.ShouldAllBe(r => r.EndsWith(":Message", StringComparison.Ordinal));
    }

    [Fact]
    public void In_a_transaction_only_the_healthy_leave_an_effect()
    {
        var batch = new SavingBatch([.. Names(20).Select(n => new TestDelivery(n))]);
        rig.Run(
            rig.Whole((messages, b, _) =>
            {
                foreach (var message in messages)
                    ((SavingBatch)b!).Write(message);
                return messages.Contains("m3") || messages.Contains("m11") ? Failed() : Called();
            }),
            batch);

        batch.Effects.Order(StringComparer.Ordinal).ShouldBe(Names(20).Where(n => n is not ("m3" or "m11")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_deferred_constraint_is_found_like_any_other_failure()
    {
        var batch = new SavingBatch([.. Names(8).Select(n => new TestDelivery(n))]);
        batch.Verifying = () => batch.Effects.Contains("m5") ? new InvalidDataException("constraint") : null;

        var runs = rig.Run(
            rig.Whole((messages, b, _) =>
            {
                foreach (var message in messages)
                    ((SavingBatch)b!).Write(message);
                return default;
            }),
            batch).Single().Split(' ');

        runs.Where(r => r.EndsWith(":Message", StringComparison.Ordinal)).ShouldBe(["m5:Message"]);
    }

    [Fact]
    public void An_outage_is_never_bisected()
    {
        rig.Dependency.IsUp = false;
        rig.Run(rig.Whole((_, _, _) => Failed(new TimeoutException("down"))), TestDelivery.Batch("a", "b", "c", "d"))
            .ShouldBe(["a:Dependency b:Dependency c:Dependency d:Dependency"]);
        calls.ShouldBe(1);
    }

    [Fact]
    public void A_dependencys_error_is_tried_again_in_process_first()
    {
        rig.Options = new PipelineOptions { InProcessRetries = 2 };
        rig.Run(rig.Whole((_, _, _) => calls < 2 ? Failed(new TimeoutException("blink")) : Called()), TestDelivery.Batch("a", "b"))
            .ShouldBe(["a:None b:None"]);
        calls.ShouldBe(3);
        rig.Dependency.Probes.ShouldBe(0);
    }

    [Fact]
    public void A_destinations_own_word_is_an_outage_even_while_the_probe_succeeds() =>
        rig.Run(rig.Whole((_, _, _) => Failed(new DestinationException("no such table"))), TestDelivery.Batch("a", "b"))
            .ShouldBe(["a:Dependency b:Dependency"]);

    [Fact]
    public void In_a_transaction_a_destination_that_takes_another_row_blames_the_row()
    {
        var batch = new SavingBatch([.. Names(4).Select(n => new TestDelivery(n))]);
        var runs = rig.Run(
            rig.Whole((messages, _, _) => messages.Contains("m0") ? Failed(new DestinationException("permission denied")) : Called()), batch);

        runs.Single().ShouldBe("m0:Message m1:None m2:None m3:None");
    }

    [Fact]
    public void A_transaction_that_broke_runs_nothing_more()
    {
        var batch = new SavingBatch([.. Names(4).Select(n => new TestDelivery(n))]) { IsGone = true };
        rig.Run(rig.Whole((_, _, _) => Failed(new InvalidDataException("bad"))), batch)
            .ShouldBe(["m0:Interrupted m1:Interrupted m2:Interrupted m3:Interrupted"]);
        calls.ShouldBe(1);
    }

    [Fact]
    public void What_can_not_be_decoded_does_not_reach_the_handler() =>
        rig.Run(
            rig.Whole((messages, _, _) => messages.Contains("b") ? Failed() : Called(), d => d.Origin == "b" ? throw new FormatException("no") : d.Origin),
            TestDelivery.Batch("a", "b", "c")).ShouldBe(["b:Message a:None c:None"]);

    [Fact]
    public void A_shutdown_while_it_bisects_leaves_the_other_half()
    {
        var runner = rig.Whole((messages, _, _) =>
        {
            if (messages.Count == 4)
                return Failed();

            rig.RequestStop();
            return Called();
        });

        rig.Run(runner, TestDelivery.Batch("a", "b", "c", "d")).ShouldBe(["a:None b:None"]);
    }

    [Fact]
    public void The_drain_limit_interrupts_the_whole_batch()
    {
        var runner = rig.Whole(async (_, _, token) =>
        {
            rig.RequestStop();
            rig.GiveUp();
            await Task.Delay(TimeSpan.FromHours(10), rig.Clock, token);
        });

        rig.Run(runner, TestDelivery.Batch("a", "b")).ShouldBe(["a:Interrupted b:Interrupted"]);
    }

    [Fact]
    public void A_batch_that_takes_too_long_is_judged_by_the_probe()
    {
        rig.Options = new PipelineOptions { AttemptTimeout = TimeSpan.FromSeconds(5), InProcessRetries = 0 };
        rig.Dependency.IsUp = false;
        rig.Run(rig.Whole(async (_, _, token) => await Task.Delay(TimeSpan.FromHours(10), rig.Clock, token)), TestDelivery.Batch("a"))
            .ShouldBe(["a:Dependency"]);
    }

    private static IEnumerable<string> Names(int count) => Enumerable.Range(0, count).Select(i => $"m{i}");

    private static bool Finds(int size, HashSet<int> culprits)
    {
        using var own = new RunnerRig();
        var bad = culprits.Select(c => $"m{c}").ToHashSet(StringComparer.Ordinal);
        var runner = own.Whole((m, _, _) => m.Any(bad.Contains) ? throw new InvalidDataException("bad") : default);
        var runs = own.Run(runner, TestDelivery.Batch(Names(size))).Single().Split(' ');
        return runs.ToHashSet(StringComparer.Ordinal).SetEquals(Names(size).Select(n => $"{n}:{(bad.Contains(n) ? Fault.Message : Fault.None)}"))
            && runs.Length == size;
    }

    private ValueTask Called()
    {
        calls++;
        return default;
    }

    private ValueTask Failed(Exception? error = null)
    {
        calls++;
        throw error ?? new InvalidDataException("bad");
    }
}
