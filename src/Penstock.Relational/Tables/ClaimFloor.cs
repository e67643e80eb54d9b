namespace Penstock.Relational;

/// <summary>
/// The id above which claims look. Below it the store may have to step over what is already done, so that only a sweep, now and
/// then, looks there for retries and late commits.
/// </summary>
public sealed class ClaimFloor(TimeSpan sweepEvery, TimeProvider clock)
{
    // A sweep over many dead rows is slow while somebody's long transaction keeps them: it gets a tenth of the time at most.
    private const int PausePerSweep = 10;

    // One that was slow because the store stood still says nothing of the next one, and what only a sweep finds waits meanwhile.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private long? sweptAt;
    private TimeSpan pause;

    /// <summary>What is to be looked for lies above it.</summary>
    public long Id { get; private set; } = long.MinValue;

    /// <summary>The next claim is to look at all there is.</summary>
    public bool IsSweepDue => sweptAt is not { } then || clock.GetElapsedTime(then) >= pause;

    /// <param name="last">The highest id of a claim above <see cref="Id"/>.</param>
    public void Claimed(long last) => Id = last;

    /// <summary>All there is was looked at, from the lowest id on.</summary>
    /// <param name="last">The highest id that was found; null for none.</param>
    /// <param name="isFull">There may be more above it. A short sweep has seen all there is.</param>
    /// <param name="took">How long the sweep took.</param>
    public void Swept(long? last, bool isFull, TimeSpan took)
    {
        sweptAt = clock.GetTimestamp();
        var rest = took * PausePerSweep < LongestPause ? took * PausePerSweep : LongestPause;
        pause = rest > sweepEvery ? rest : sweepEvery;
        if (last is { } id)
            Id = isFull ? id : Math.Max(Id, id);
    }
}
