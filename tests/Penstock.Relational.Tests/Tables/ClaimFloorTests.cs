using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class ClaimFloorTests
{
    private readonly ManualClock clock = new();

    [Theory]
    [InlineData(0.001, 1)]
    [InlineData(0.5, 5)]
    [InlineData(60, 10)]
    public void A_sweep_gets_a_tenth_of_the_time_and_never_waits_for_long(double took, double pause)
    {
        var floor = new ClaimFloor(TimeSpan.FromSeconds(1), clock);
        floor.Swept(null, isFull: false, TimeSpan.FromSeconds(took));

        clock.Advance(TimeSpan.FromSeconds(pause - 0.001));
        floor.IsSweepDue.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.001));
        floor.IsSweepDue.ShouldBeTrue();
    }
}
