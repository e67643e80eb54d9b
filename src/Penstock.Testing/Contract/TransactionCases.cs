using static Penstock.Testing.ContractScene;

namespace Penstock.Testing;

internal static class TransactionCases
{
    public static async Task Effects_commit_with_the_settlement(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        var source = await scene.OpenAsync();
        await using var batch = await scene.ReceiveSomeAsync(source);
        await scene.Fixture.EffectAsync(batch, batch.Items);
        await scene.ExpectStateAsync(waiting: ["a", "b"], effects: []);

        await scene.SettleAsync(source, batch, All(batch, Settlement.Complete.Instance));

        await scene.ExpectStateAsync(waiting: [], completed: ["a", "b"], effects: ["a", "b"]);
    }

    public static async Task What_has_no_verdict_is_handed_back(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        var source = await scene.OpenAsync();
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            Expect(batch.Items.Count == 2, "The case needs both in one batch.");
            await scene.SettleAsync(source, batch, new Verdict(batch.Items[0], Settlement.Complete.Instance));
        }

        await using var rest = await scene.ReceiveSomeAsync(await scene.OpenAsync());
        Expect(rest.Items is [{ Failures: 0, Claims: 0 }], "What had no verdict did not come back as it was.");
    }

    public static async Task A_batch_disposed_unsettled_leaves_no_effect(ContractScene scene)
    {
        await scene.AddAsync("a");
        var source = await scene.OpenAsync();
        await using (var batch = await scene.ReceiveSomeAsync(source))
            await scene.Fixture.EffectAsync(batch, batch.Items);

        await scene.ExpectStateAsync(waiting: ["a"], effects: []);
    }

    public static async Task What_is_undone_leaves_no_effect(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        var source = await scene.OpenAsync();
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            Expect(batch.Items.Count == 2, "The case needs both in one batch.");
            await batch.SaveAsync(again: false, CancellationToken.None);
            await scene.Fixture.EffectAsync(batch, [batch.Items[0]]);
            await batch.UndoAsync(CancellationToken.None);
            await batch.SaveAsync(again: true, CancellationToken.None);
            await scene.Fixture.EffectAsync(batch, [batch.Items[1]]);
            await batch.VerifyAsync(CancellationToken.None);
            var verdicts = batch.Items.Select((d, i) => new Verdict(
                d, i == 0 ? new Settlement.Retry(TimeSpan.Zero, Why) : Settlement.Complete.Instance)).ToList();
            var second = scene.Fixture.IdOf(batch.Items[1]);
            var lost = await scene.SettleAsync(source, batch, verdicts);
            Expect(lost.Count == 0, "Claims did not survive the way back to a savepoint.");
            Same((await scene.Fixture.ReadAsync()).Effects, [second], "effects");
        }

        await using var again = await scene.ReceiveSomeAsync(source);
        Expect(again.Items is [{ Failures: 1 }], "What was undone and retried did not come back with one failure.");
    }

    public static async Task A_lost_transaction_leaves_no_effect(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        var source = await scene.OpenAsync();
        await using var batch = await scene.ReceiveSomeAsync(source);
        await scene.Fixture.EffectAsync(batch, batch.Items);
        await scene.Fixture.LoseAsync(source);

        var lost = await scene.SettleAsync(source, batch, All(batch, Settlement.Complete.Instance));

        Same(scene.Ids(lost), scene.Ids(batch.Items), "reported as lost with their transaction");
        await scene.ExpectStateAsync(waiting: ["a", "b"], effects: []);
    }
}
