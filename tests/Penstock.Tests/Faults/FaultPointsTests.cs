using Penstock.Testing;

namespace Penstock.Tests;

public sealed class FaultPointsTests : IAsyncDisposable
{
    private readonly ManualClock clock = new();
    private readonly MemoryStore store;
    private readonly FaultTally tally = new();
    private readonly FaultPoints points;
    private readonly MemorySource source;

    public FaultPointsTests()
    {
        store = new MemoryStore(clock);
        store.Add("a");
        points = new FaultPoints(tally);
        source = new MemorySource(store, clock, points.Reached);
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    [Fact]
    public async Task After_the_crash_nothing_returns_and_nothing_is_released()
    {
        var cut = points.Around(source);
        var batch = await cut.ReceiveAsync(10, default);
        points.CrashAt(Step.Committing, 1);

        var settling = cut.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default).AsTask();
        var disposing = batch.DisposeAsync().AsTask();
        var extending = cut.ExtendAsync([.. batch.Items], default).AsTask();

        (settling.IsCompleted, disposing.IsCompleted, extending.IsCompleted, points.IsAbandoned).ShouldBe((false, false, false, true));
        store.Leased.ShouldBe(["a"]);
        tally[FaultPoints.CrashName(Step.Committing)].ShouldBe(1);
    }

    [Fact]
    public async Task Committed_is_after_the_settlement()
    {
        var batch = await source.ReceiveAsync(10, default);
        points.CrashAt(Step.Committed, 1);

        var settling = source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default).AsTask();

        settling.IsCompleted.ShouldBeFalse();
        store.Completed.ShouldBe(["a"]);
    }

    [Fact]
    public void The_crash_comes_at_the_occurrence_that_was_asked_for()
    {
        points.CrashAt(Step.Ran, 3);
        for (var i = 0; i < 2; i++)
            Reaches(Step.Ran).ShouldBeTrue();
        Reaches(Step.Claimed).ShouldBeTrue();
        Reaches(Step.Ran).ShouldBeFalse();
        points.Count(Step.Ran).ShouldBe(3);
    }

    [Fact]
    public void Disarmed_it_only_counts()
    {
        points.CrashAt(Step.Ran, 1);
        points.Disarm();
        Reaches(Step.Ran).ShouldBeTrue();
        points.IsAbandoned.ShouldBeFalse();
    }

    private bool Reaches(Step step) => points.Reached(step).AsTask().IsCompleted;
}
