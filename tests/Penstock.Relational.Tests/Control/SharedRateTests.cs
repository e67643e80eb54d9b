using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>The limit without a store: what a replica makes of its answers.</summary>
public sealed class SharedRateTests
{
    private readonly Simulation simulation = new(1);
    private readonly List<int> chunks = [];
    private readonly SharedRate rate;
    private TimeSpan? wait = TimeSpan.Zero;
    private bool isAway;

    public SharedRateTests() => rate = new SharedRate("emails", 100, TakeAsync, simulation.Clock, NullLogger.Instance);

    [Fact]
    public void A_chunk_is_a_quarter_of_a_second_shared_by_all() => Run(async () =>
    {
        (await rate.EnterAsync(1000, default)).ShouldBe(25);
        rate.Among(5);
        (await rate.EnterAsync(1000, default)).ShouldBe(5);
        rate.Among(1000);
        (await rate.EnterAsync(1000, default)).ShouldBe(1);
        chunks.ShouldBe([25, 5, 1]);
    });

    [Fact]
    public void What_did_not_come_is_used_before_more_is_taken() => Run(async () =>
    {
        for (var i = 0; i < 100; i++)
            rate.Came(await rate.EnterAsync(10, default), 0);
        chunks.ShouldBe([25]);
    });

    [Fact]
    public void A_chunk_is_used_when_the_store_says_so_also_after_a_wait_that_was_given_up() => Run(async () =>
    {
        wait = TimeSpan.FromSeconds(3);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), simulation.Clock);
        await Should.ThrowAsync<OperationCanceledException>(async () => await rate.EnterAsync(10, stop.Token));
        (await rate.EnterAsync(10, default)).ShouldBe(10);
        simulation.Clock.GetElapsedTime(0).TotalSeconds.ShouldBeInRange(3, 3.1);
        chunks.ShouldBe([25]);
    });

    [Fact]
    public void While_the_store_is_away_it_keeps_to_its_part_and_asks_once_a_second() => Run(async () =>
    {
        rate.Among(4);
        isAway = true;
        (await TakenAsync(TimeSpan.FromSeconds(20))).ShouldBeInRange(20 * 25 - 10, 20 * 25 + 10);
        chunks.Count.ShouldBeInRange(15, 21);

        isAway = false;
        wait = TimeSpan.FromSeconds(0.06);
        (await TakenAsync(TimeSpan.FromSeconds(20))).ShouldBeInRange(1850, 2050);
    });

    private async Task<int> TakenAsync(TimeSpan time)
    {
        using var over = new CancellationTokenSource(time, simulation.Clock);
        var taken = 0;
        try
        {
            while (true)
            {
                var granted = await rate.EnterAsync(10, over.Token);
                rate.Came(granted, granted);
                taken += granted;
            }
        }
        catch (OperationCanceledException)
        {
            return taken;
        }
    }

    private ValueTask<TimeSpan?> TakeAsync(int chunk, CancellationToken giveUp)
    {
        chunks.Add(chunk);
        return isAway ? throw new TimeoutException("away") : ValueTask.FromResult(wait);
    }

    private void Run(Func<Task> script) => simulation.Run(script, TimeSpan.FromHours(1));
}
