namespace Penstock.Tests;

public sealed class KeyOrderTests : IDisposable
{
    private readonly RunnerRig rig = new() { Options = new PipelineOptions { InProcessRetries = 0 } };
    private readonly List<string> ran = [];

    public void Dispose() => rig.Dispose();

    [Fact]
    public void One_by_one_a_key_waits_behind_its_failure_and_nobody_else()
    {
        rig.Run(rig.Each(Fail("x1")), Batch("x1", "y1", "x2", "x3")).ShouldBe(["x1:Message y1:None x2:Interrupted x3:Interrupted"]);
        ran.ShouldBe(["x1", "y1"]);
    }

    [Fact]
    public void In_a_transaction_it_waits_too()
    {
        var batch = new SavingBatch([Keyed("x1"), Keyed("x2"), Keyed("y1")]);
        rig.Run(rig.Each(Fail("x1")), batch).ShouldBe(["x1:Message x2:Interrupted y1:None"]);
        batch.Calls.ShouldBe(["running x1 x2 y1", "save", "undo", "save again"]);
    }

    [Fact]
    public void At_once_never_two_of_a_key()
    {
        var now = new HashSet<char>();
        var runner = rig.Each(
            async (m, token) =>
            {
                now.Add(m[0]).ShouldBeTrue();
                await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock, token);
                ran.Add(m);
                now.Remove(m[0]);
            },
            concurrency: 4);

        rig.Run(runner, Batch("x1", "x2", "y1", "x3", "y2")).ShouldBe(["x1:None x2:None y1:None x3:None y2:None"]);
        ran.Where(m => m[0] == 'x').ShouldBe(["x1", "x2", "x3"]);
    }

    [Fact]
    public void Bisecting_hands_back_what_stands_behind_a_culprit()
    {
        rig.Run(Whole("x2"), Batch("x1", "x2", "x3", "y1")).Single().Split(' ')
            .ShouldBe(["x1:None", "x2:Message", "x3:Interrupted", "y1:None"], ignoreOrder: true);
        ran.ShouldBe(["x1", "y1"]);
    }

    [Fact]
    public void Behind_one_that_can_not_be_decoded_its_key_waits()
    {
        rig.Run(Undecodable("x1"), Batch("x1", "x2", "y1")).Single().Split(' ')
            .ShouldBe(["x1:Message", "x2:Interrupted", "y1:None"], ignoreOrder: true);
        ran.ShouldBe(["y1"]);
    }

    [Fact]
    public void One_that_can_not_be_decoded_is_judged_when_its_turn_has_come() =>
        rig.Run(Undecodable("x2"), Batch("x1", "x2", "x3")).Single().Split(' ')
            .ShouldBe(["x1:None", "x2:Interrupted", "x3:Interrupted"], ignoreOrder: true);

    [Fact]
    public void A_suspect_takes_its_key_out_of_the_healthy_group()
    {
        var batch = new Batch([Keyed("x1"), Keyed("x2", claims: 1), Keyed("y1"), Keyed("x3")]);
        rig.Run(rig.Each(Fail("x2")), batch).ShouldBe(["y1:None", "x1:None", "x2:Message", "x3:Interrupted"]);
    }

    [Fact]
    public void A_parked_killer_is_not_judged_before_what_is_ahead_of_it()
    {
        var batch = new Batch([Keyed("x1"), Keyed("x2", claims: 3)]);
        rig.Run(rig.Each(Fail("x1")), batch).ShouldBe(["x1:Message", "x2:Interrupted"]);
    }

    [Fact]
    public void Of_a_key_with_a_suspect_a_transaction_takes_the_first_alone()
    {
        var runner = rig.Whole((_, _, _) => default);
        rig.Run(runner, new SavingBatch([Keyed("x1"), Keyed("x2", claims: 1)])).ShouldBe(["x1:None"]);
    }

    private static TestDelivery Keyed(string origin, int claims = 0) => new(origin, origin[..1], claims: claims);

    private static Batch Batch(params IEnumerable<string> origins) => new([.. origins.Select(o => Keyed(o))]);

    private Func<string, CancellationToken, ValueTask> Fail(string culprit) => (message, _) =>
    {
        ran.Add(message);
        return message == culprit ? throw new InvalidDataException("bad") : default;
    };

    private IRunner Whole(string culprit) => rig.Whole((messages, _, _) =>
    {
        if (messages.Contains(culprit))
            throw new InvalidDataException("bad");
        ran.AddRange(messages);
        return default;
    });

    private IRunner Undecodable(string culprit) => rig.Whole(
        (messages, _, _) =>
        {
            ran.AddRange(messages);
            return default;
        },
        d => d.Origin == culprit ? throw new FormatException("no JSON") : d.Origin);
}
