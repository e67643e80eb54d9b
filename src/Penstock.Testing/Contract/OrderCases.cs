using static Penstock.Testing.ContractScene;

namespace Penstock.Testing;

internal static class OrderCases
{
    public static async Task A_key_comes_in_order(ContractScene scene)
    {
        await AddAsync(scene);
        var source = await scene.OpenAsync();
        var seen = new List<string>();
        while (seen.Count < 4)
        {
            await using var batch = await scene.ReceiveSomeAsync(source, 2);
            seen.AddRange(scene.Ids(batch.Items));
            await scene.SettleAsync(source, batch, All(batch, Settlement.Complete.Instance));
        }

        ExpectOrder(seen, "x1", "x2", "x3");
    }

    public static async Task A_key_waits_behind_its_claimed_head(ContractScene scene)
    {
        await AddAsync(scene);
        var (one, other) = (await scene.OpenAsync(), await scene.OpenAsync());
        await using var head = await scene.ReceiveSomeAsync(one, 1);
        Same(scene.Ids(head.Items), ["x1"], "the first claimed");

        await using var free = await scene.ReceiveAsync(other);

        Same(scene.Ids(free.Items).Where(id => id != "y1"), [], "claimable while the head of x is claimed, other than y1");
    }

    public static async Task A_key_waits_behind_its_retried_head(ContractScene scene)
    {
        await AddAsync(scene);
        var source = await scene.OpenAsync();
        await using (var batch = await scene.ReceiveSomeAsync(source))
        {
            var verdicts = batch.Items.Select(d => new Verdict(d, scene.Fixture.IdOf(d) switch
            {
                "x1" => new Settlement.Retry(TimeSpan.FromSeconds(2), Why),
                "y1" => Settlement.Complete.Instance,
                _ => Settlement.Release.Instance,
            }));
            await scene.SettleAsync(source, batch, verdicts);
        }

        await using var again = await scene.ReceiveSomeAsync(source);
        Expect(scene.Ids(again.Items)[0] == "x1", $"{scene.Ids(again.Items)[0]} came before x1, whose retry waited.");
    }

    private static async Task AddAsync(ContractScene scene)
    {
        foreach (var id in (string[])["x1", "x2", "y1", "x3"])
            await scene.Fixture.AddAsync(id, id[..1]);
    }

    private static void ExpectOrder(List<string> seen, params string[] expected)
    {
        var order = seen.Where(expected.Contains).ToList();
        Expect(order.SequenceEqual(expected), $"One key's deliveries came as {string.Join(", ", order)}.");
    }
}
