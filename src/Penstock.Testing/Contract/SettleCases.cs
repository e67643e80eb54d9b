using static Penstock.Testing.ContractScene;

namespace Penstock.Testing;

internal static class SettleCases
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public static async Task A_completed_delivery_never_comes_back(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a", "b");

        await CompleteAsync(scene, source);

        await scene.ExpectStateAsync(waiting: [], completed: ["a", "b"]);
        await scene.ExpectNothingAsync(source, "all was completed.");
        await scene.ExpectNothingAsync(await scene.OpenAsync(), "all was completed.");
    }

    public static async Task A_released_delivery_comes_back_with_nothing_counted(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a");
        await SettleAllAsync(scene, source, new Settlement.Retry(TimeSpan.Zero, Why));

        await SettleAllAsync(scene, source, Settlement.Release.Instance);

        await using var again = await scene.ReceiveSomeAsync(source);
        Expect(again.Items[0].Failures == 1, $"It had 1 failure when it was released, and came back with {again.Items[0].Failures}.");
        Expect(again.Items[0].Claims == 0, $"It was released, and came back with {again.Items[0].Claims} claims.");
    }

    public static async Task A_retry_counts_one_failure(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a");
        for (var failures = 0; failures < 3; failures++)
        {
            await using var batch = await scene.ReceiveSomeAsync(source);
            Expect(batch.Items[0].Failures == failures, $"After {failures} retries it came with {batch.Items[0].Failures} failures.");
            Expect(batch.Items[0].Claims == 0, $"It was settled, and came back with {batch.Items[0].Claims} claims.");
            await scene.SettleAsync(source, batch, All(batch, new Settlement.Retry(TimeSpan.Zero, Why)));
        }

        await scene.ExpectStateAsync(waiting: ["a"]);
    }

    public static async Task A_retry_waits(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a");

        await SettleAllAsync(scene, source, new Settlement.Retry(TimeSpan.FromMinutes(1), Why));

        await scene.ExpectNothingAsync(source, "its retry was to wait for a minute.");
        await scene.ExpectStateAsync(waiting: ["a"]);

        await scene.AddAsync("b");
        await SettleAllAsync(scene, source, new Settlement.Retry(Soon, Why));
        await using var again = await scene.ReceiveSomeAsync(source);
        Same(scene.Ids(again.Items), ["b"], "given again after its short wait");
    }

    public static async Task A_dead_letter_leaves_the_store_and_is_in_its_home_once(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a", "b");
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            var verdicts = batch.Items.Select(d => new Verdict(
                d, scene.Fixture.IdOf(d) == "a" ? new Settlement.DeadLetter(Why) : Settlement.Complete.Instance)).ToList();
            await scene.SettleAsync(source, batch, verdicts);
            await scene.SettleAsync(source, batch, verdicts);
        }

        var state = await scene.Fixture.ReadAsync();
        Same(state.Waiting, [], "waiting");
        Same(state.Dead, ["a"], "dead letters");
        await scene.ExpectNothingAsync(source, "it is dead-lettered.");
    }

    public static async Task Settling_again_changes_nothing(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a");
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            var retry = All(batch, new Settlement.Retry(TimeSpan.Zero, Why)).ToList();
            await scene.SettleAsync(source, batch, retry);
            var lost = await scene.SettleAsync(source, batch, retry);
            Expect(lost.Count == 0, "The same settlement a second time was reported as lost, although it is done.");
        }

        await using var again = await scene.ReceiveSomeAsync(source);
        Expect(again.Items[0].Failures == 1, $"One retry, settled twice, counted {again.Items[0].Failures} failures.");
    }

    public static async Task A_subset_may_be_settled(ContractScene scene)
    {
        var source = await scene.OpenAsync();
        await scene.AddAsync("a", "b");
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            Expect(batch.Items.Count == 2, "The case needs both in one batch.");
            await scene.SettleAsync(source, batch, new Verdict(batch.Items[0], Settlement.Complete.Instance));
            await scene.ExpectNothingAsync(source, "the rest of the batch is still held.");
        }

        await using var rest = await scene.ReceiveSomeAsync(source);
        Expect(rest.Items.Count == 1, $"One of two was settled, and {rest.Items.Count} came back.");
    }

    private static Task CompleteAsync(ContractScene scene, ISource source) => SettleAllAsync(scene, source, Settlement.Complete.Instance);

    private static async Task SettleAllAsync(ContractScene scene, ISource source, Settlement settlement)
    {
        await using var batch = await scene.ReceiveSomeAsync(source);
        var lost = await scene.SettleAsync(source, batch, All(batch, settlement));
        Expect(lost.Count == 0, $"{string.Join(", ", scene.Ids(lost))} was reported as lost, and nobody else had claimed it.");
    }
}
