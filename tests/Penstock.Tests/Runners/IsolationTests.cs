namespace Penstock.Tests;

public sealed class IsolationTests : IDisposable
{
    private readonly RunnerRig rig = new() { Options = new PipelineOptions { InProcessRetries = 0 } };
    private readonly List<string> ran = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void A_suspect_runs_alone_after_the_healthy()
    {
        var batch = Batch(new TestDelivery("killer", claims: 1), new TestDelivery("a"), new TestDelivery("b"));
        rig.Run(rig.Each(Note), batch).ShouldBe(["a:None b:None", "killer:None"]);
    }

    [Fact]
    public void One_that_died_alone_twice_is_parked_without_running()
    {
        var batch = Batch(new TestDelivery("killer", claims: 3), new TestDelivery("almost", claims: 2));
        rig.Run(rig.Each(Note), batch).ShouldBe(["killer:Message", "almost:None"]);
        ran.ShouldBe(["almost"]);
        Isolation.Parked(batch.Items[0]).Error!.Message.ShouldContain("died 3 times");
    }

    [Fact]
    public void In_a_transaction_suspects_and_healthy_take_turns()
    {
        var runner = rig.Whole((_, _, _) => default);
        SavingBatch Mixed() => new([new TestDelivery("x", claims: 1), new TestDelivery("a"), new TestDelivery("y", claims: 1)]);

        rig.Run(runner, Mixed()).ShouldBe(["x:None"]);
        rig.Run(runner, Mixed()).ShouldBe(["a:None"]);
        rig.Run(runner, Mixed()).ShouldBe(["x:None"]);
        rig.Run(runner, new SavingBatch([new TestDelivery("x", claims: 1)])).ShouldBe(["x:None"]);
    }

    [Fact]
    public void A_group_that_hit_a_dead_corner_runs_one_by_one_the_next_time()
    {
        var runner = rig.Whole((messages, _, _) => messages.Contains("corner") ? throw new TimeoutException("no answer") : default);

        rig.Run(runner, TestDelivery.Batch("a", "corner")).ShouldBe(["a:Interrupted corner:Interrupted"]);
        rig.Run(runner, TestDelivery.Batch("a", "corner", "b")).ShouldBe(["b:None", "a:None", "corner:Message"]);
        rig.Run(runner, TestDelivery.Batch("a", "b")).ShouldBe(["a:None b:None"]);
    }

    [Fact]
    public void What_the_healthy_group_released_does_not_run_again_in_the_same_batch()
    {
        // Found by a history: the suspects of a batch were chosen after its healthy group had run.
        var runner = rig.Whole((messages, _, _) => messages.Contains("corner") ? throw new TimeoutException("no answer") : default);
        var batch = Batch(new TestDelivery("a"), new TestDelivery("corner"), new TestDelivery("suspect", claims: 1));

        rig.Run(runner, batch).ShouldBe(["a:Interrupted corner:Interrupted", "suspect:None"]);
    }

    [Fact]
    public void After_an_outage_no_suspect_is_run()
    {
        rig.Dependency.IsUp = false;
        var batch = Batch(new TestDelivery("a"), new TestDelivery("suspect", claims: 1));

        rig.Run(rig.Each((_, _) => throw new TimeoutException("down")), batch).ShouldBe(["a:Dependency"]);
        rig.Run(rig.Whole((_, _, _) => throw new TimeoutException("down")), batch).ShouldBe(["a:Dependency"]);
        rig.Run(rig.ByKey((_, _) => throw new TimeoutException("down")), batch).ShouldBe(["a:Dependency"]);
    }

    private static Batch Batch(params Delivery[] items) => new(items);

    private ValueTask Note(string message, CancellationToken giveUp)
    {
        ran.Add(message);
        return default;
    }
}
