namespace Penstock.Tests;

public sealed class KeyedRunnerTests : IDisposable
{
    private readonly RunnerRig rig = new() { Options = new PipelineOptions { InProcessRetries = 0 } };
    private readonly List<string> ran = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void A_key_runs_in_order_while_others_run_at_the_same_time()
    {
        var runner = rig.ByKey(async (m, token) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(m == "x1" ? 10 : 1), rig.Clock, token);
            ran.Add(m);
        });
        rig.Run(runner, Batch("x1", "x2", "y1", "y2", "z1")).Single().Split(' ').ShouldAllBe(r => r.EndsWith(":None", StringComparison.Ordinal));

        ran.Where(m => m[0] == 'x').ShouldBe(["x1", "x2"]);
        ran.Where(m => m[0] == 'y').ShouldBe(["y1", "y2"]);
        ran.IndexOf("y2").ShouldBeLessThan(ran.IndexOf("x1"));
    }

    [Fact]
    public void Order_holds_behind_a_failure_its_key_waits_and_nobody_else() =>
        rig.Run(rig.ByKey((m, _) => m == "x1" ? throw new InvalidDataException("bad") : default), Batch("x1", "y1", "x2", "x3"))
            .ShouldBe(["x1:Message y1:None x2:Interrupted x3:Interrupted"]);

    [Fact]
    public void Those_without_a_key_wait_for_nobody()
    {
        var batch = new Batch([new TestDelivery("a"), new TestDelivery("b"), new TestDelivery("c")]);
        rig.Run(rig.ByKey((m, _) => m == "a" ? throw new InvalidDataException("bad") : default), batch)
            .ShouldBe(["a:Message b:None c:None"]);
    }

    [Fact]
    public void A_suspect_runs_alone_and_its_key_waits_behind_it()
    {
        var batch = new Batch([Keyed("x1", claims: 1), Keyed("x2"), Keyed("y1")]);
        rig.Run(rig.ByKey(Note), batch).ShouldBe(["y1:None", "x1:None", "x2:None"]);
        ran.ShouldBe(["y1", "x1", "x2"]);
    }

    [Fact]
    public void What_waits_behind_a_parked_killer_is_released()
    {
        var batch = new Batch([Keyed("x1", claims: 3), Keyed("x2")]);
        rig.Run(rig.ByKey(Note), batch).ShouldBe(["x1:Message", "x2:Interrupted"]);
        ran.ShouldBeEmpty();
    }

    [Fact]
    public void An_outage_stops_the_other_keys_too()
    {
        rig.Dependency.IsUp = false;
        var runner = rig.ByKey((m, _) =>
        {
            ran.Add(m);
            throw new TimeoutException("down");
        }, concurrency: 1);

        rig.Run(runner, Batch("x1", "y1", "z1")).ShouldBe(["x1:Dependency y1:Interrupted z1:Interrupted"]);
        ran.ShouldBe(["x1"]);
    }

    [Fact]
    public void A_shutdown_leaves_what_has_not_begun()
    {
        var runner = rig.ByKey((m, _) =>
        {
            rig.RequestStop();
            return default;
        }, concurrency: 1);

        rig.Run(runner, Batch("x1", "x2", "y1")).ShouldBe(["x1:None x2:Interrupted y1:Interrupted"]);
    }

    [Fact]
    public void A_transaction_is_refused() =>
        Should.Throw<NotSupportedException>(() => rig.Run(rig.ByKey(Note), new SavingBatch([Keyed("x1")]))).Message.ShouldContain("Each or Whole");

    private static TestDelivery Keyed(string origin, int claims = 0) => new(origin, origin[..1], claims: claims);

    private static Batch Batch(params string[] origins) => new([.. origins.Select(o => Keyed(o))]);

    private ValueTask Note(string message, CancellationToken giveUp)
    {
        ran.Add(message);
        return default;
    }
}
