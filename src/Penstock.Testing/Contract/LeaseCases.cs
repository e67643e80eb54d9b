using static Penstock.Testing.ContractScene;

namespace Penstock.Testing;

internal static class LeaseCases
{
    public static async Task A_lost_delivery_is_reported_and_its_settlement_changes_nothing(ContractScene scene)
    {
        var (zombie, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await scene.AddAsync("a");
        var stale = await scene.ReceiveSomeAsync(zombie);
        await scene.Fixture.LoseAsync(zombie);
        await using var fresh = await scene.ReceiveSomeAsync(other);

        var lost = await scene.SettleAsync(zombie, stale, All(stale, Settlement.Complete.Instance));

        Same(scene.Ids(lost), ["a"], "reported as lost to the zombie");
        await scene.ExpectStateAsync(waiting: ["a"]);
        await stale.DisposeAsync();
        await scene.ExpectNothingAsync(await scene.OpenAsync(), "its new owner holds it, whatever the zombie disposes.");
        lost = await scene.SettleAsync(other, fresh, All(fresh, Settlement.Complete.Instance));
        Expect(lost.Count == 0, "The rightful owner's settlement was reported as lost.");
        await scene.ExpectStateAsync(waiting: [], completed: ["a"]);
    }

    public static async Task Deliveries_of_an_abandoned_owner_come_back(ContractScene scene)
    {
        var (dead, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await scene.AddAsync("a", "b");
        _ = await scene.ReceiveSomeAsync(dead);

        await scene.Fixture.LoseAsync(dead);

        await using var again = await scene.ReceiveSomeAsync(other);
        Same(scene.Ids(again.Items), ["a", "b"], "given again after its owner died");
        Expect(again.Items.All(d => d.Failures == 0), "An owner's death was counted as a failure of the message.");
    }

    public static async Task Extending_what_is_held_keeps_it(ContractScene scene)
    {
        var (owner, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await scene.AddAsync("a", "b");
        await using var batch = await scene.ReceiveSomeAsync(owner, 1);
        await using var rest = await scene.ReceiveSomeAsync(other);
        await scene.SettleAsync(other, rest, All(rest, Settlement.Complete.Instance));

        for (var i = 0; i < 5; i++)
        {
            await scene.Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
            await owner.ExtendAsync([.. batch.Items], CancellationToken.None);
            await scene.ExpectNothingAsync(other, "its owner holds it and has prolonged it.");
        }

        var lost = await scene.SettleAsync(owner, batch, All(batch, Settlement.Complete.Instance));
        Expect(lost.Count == 0, "It was prolonged in time, and was lost all the same.");
    }

    public static async Task A_death_counts_a_claim_and_a_settlement_sets_it_to_zero(ContractScene scene)
    {
        await scene.AddAsync("a");
        for (var deaths = 0; deaths < 3; deaths++)
        {
            var source = await scene.OpenAsync();
            var batch = await scene.ReceiveSomeAsync(source);
            Expect(batch.Items[0].Claims == deaths, $"{deaths} processes died with it, and it came with {batch.Items[0].Claims} claims.");
            await batch.RunningAsync(batch.Items, CancellationToken.None);
            await scene.Fixture.LoseAsync(source);
        }

        var survivor = await scene.OpenAsync();
        await using (var batch = await scene.ReceiveSomeAsync(survivor))
        {
            Expect(batch.Items[0].Claims == 3, $"3 processes died with it, and it came with {batch.Items[0].Claims} claims.");
            await scene.SettleAsync(survivor, batch, All(batch, Settlement.Release.Instance));
        }

        await using var again = await scene.ReceiveSomeAsync(survivor);
        Expect(again.Items[0].Claims == 0, $"It was settled since, and came with {again.Items[0].Claims} claims.");
    }

    public static async Task A_suspect_that_was_claimed_and_did_not_run_is_not_counted_again(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        for (var deaths = 0; deaths < 3; deaths++)
        {
            var dead = await scene.OpenAsync();
            var batch = await scene.ReceiveSomeAsync(dead);
            Expect(batch.Items.Count == 2, "The case needs both in one batch.");
            if (deaths == 2)
                await batch.RunningAsync([], CancellationToken.None);
            await scene.Fixture.LoseAsync(dead);
        }

        await using var again = await scene.ReceiveSomeAsync(await scene.OpenAsync());
        foreach (var delivery in again.Items)
            Expect(delivery.Claims == 1, $"{scene.Fixture.IdOf(delivery)} was only claimed since its owner died, and came with {delivery.Claims} claims; 1 would be right.");
    }

    public static async Task Only_what_ran_is_counted_when_its_owner_dies(ContractScene scene)
    {
        await scene.AddAsync("a", "b");
        var dead = await scene.OpenAsync();
        var batch = await scene.ReceiveSomeAsync(dead);
        Expect(batch.Items.Count == 2, "The case needs both in one batch.");
        var ran = batch.Items[0];

        await batch.RunningAsync([ran], CancellationToken.None);
        await scene.Fixture.LoseAsync(dead);

        await using var again = await scene.ReceiveSomeAsync(await scene.OpenAsync());
        Expect(again.Items.Count == 2, "The dead owner's deliveries did not come back together.");
        foreach (var delivery in again.Items)
        {
            var expected = delivery.Origin == ran.Origin ? 1 : 0;
            Expect(delivery.Claims == expected, $"{scene.Fixture.IdOf(delivery)} came with {delivery.Claims} claims; {expected} would be right.");
        }
    }
}
