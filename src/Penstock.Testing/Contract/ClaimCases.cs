using static Penstock.Testing.ContractScene;

namespace Penstock.Testing;

internal static class ClaimCases
{
    public static async Task A_delivery_is_claimed_by_one_only(ContractScene scene)
    {
        var (one, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await scene.AddAsync("a", "b", "c", "d");

        await using var first = await scene.ReceiveSomeAsync(one, 2);
        await using var second = await scene.ReceiveSomeAsync(other);

        Same(scene.Ids(first.Items.Concat(second.Items)), ["a", "b", "c", "d"], "claimed by two together");
    }

    public static async Task No_more_than_max_are_claimed(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a", "b", "c");

        await using var batch = await scene.ReceiveSomeAsync(source, 2);

        Expect(batch.Items.Count <= 2, $"2 were asked for, and {batch.Items.Count} came.");
    }

    public static async Task An_empty_store_gives_an_empty_batch(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.ExpectNothingAsync(source, "nothing was added.");
    }

    public static async Task A_cancelled_receive_claims_nothing(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        try
        {
            await using var batch = await source.ReceiveAsync(10, stopped.Token);
            Expect(batch.Items.Count == 0, "A receive that was cancelled before it began gave a delivery.");
        }
        catch (OperationCanceledException)
        {
            // As it should.
        }

        await using var later = await scene.ReceiveSomeAsync(scene.Fixture.SharesAll ? await scene.OpenAsync() : source);
        Same(scene.Ids(later.Items), ["a"], "claimable after the cancelled receive");
    }

    public static async Task A_batch_disposed_unsettled_is_released(ContractScene scene)
    {
        var (one, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await scene.AddAsync("a", "b");

        var batch = await scene.ReceiveSomeAsync(one);
        await batch.DisposeAsync();

        await using var again = await scene.ReceiveSomeAsync(scene.Fixture.SharesAll ? other : one);
        Same(scene.Ids(again.Items), ["a", "b"], "given again after the batch was disposed");
        Expect(again.Items.All(d => d is { Failures: 0, Claims: 0 }), "A batch that was disposed unsettled counted something.");
    }
}
