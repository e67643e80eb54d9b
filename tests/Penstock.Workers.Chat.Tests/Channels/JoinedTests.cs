namespace Penstock.Workers.Chat.Tests;

public sealed class JoinedTests
{
    [Fact]
    public async Task What_comes_while_a_batch_is_under_way_is_the_next_batch()
    {
        var gate = new TaskCompletionSource();
        var batches = new List<int[]>();
        var joined = new Joined<int, int>(
            async items =>
            {
                batches.Add([.. items]);
                if (batches.Count == 1)
                    await gate.Task;
                return [.. items.Select(i => i * 2)];
            },
            most: 3);
        var first = joined.RunAsync(0, default);
        while (batches.Count == 0)
            await Task.Yield();
        var others = Enumerable.Range(1, 5).Select(i => joined.RunAsync(i, default)).ToList();
        gate.SetResult();

        (await Task.WhenAll([first, .. others])).ShouldBe([0, 2, 4, 6, 8, 10]);
        batches.ShouldBe([[0], [1, 2, 3], [4, 5]]);
    }

    [Fact]
    public async Task One_item_s_fault_is_no_other_s()
    {
        var joined = new Joined<int, int>(
            items => items.Contains(2) ? throw new InvalidOperationException("two") : ValueTask.FromResult<IReadOnlyList<int>>([.. items]), most: 10);
        var all = Enumerable.Range(0, 4).Select(i => joined.RunAsync(i, default)).ToList();

        (await Should.ThrowAsync<InvalidOperationException>(all[2])).Message.ShouldBe("two");
        (await Task.WhenAll(all[0], all[1], all[3])).ShouldBe([0, 1, 3]);
    }

    [Fact]
    public async Task An_outage_is_everybody_s_and_asked_for_once()
    {
        var calls = 0;
        var joined = new Joined<int, int>(
            _ =>
            {
                calls++;
                throw new TimeoutException();
            },
            most: 10);
        var all = Enumerable.Range(0, 4).Select(i => joined.RunAsync(i, default)).ToList();

        foreach (var one in all)
            await Should.ThrowAsync<TimeoutException>(one);
        calls.ShouldBeLessThanOrEqualTo(2);
    }
}
