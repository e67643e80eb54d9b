namespace Penstock.Relational.Tests;

public sealed class ManySettledTests(PostgresServer server)
{
    private const string Queue = "jobs";
    private const int Messages = 60;

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task Of_many_that_are_done_those_that_others_have_by_now_are_named_and_stay(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set);
        var store = database.Open();
        await using var owner = new Owner(store, TimeProvider.System);
        await using var source = new QueueSource(store, owner, Queue, database.Clock);
        await new Queues(store).SendAsync(Queue, [.. Enumerable.Range(0, 2 * Messages).Select(i => new Message(new[] { (byte)i }))], default);
        // The second claim follows a full one.
        var batches = new[] { await source.ReceiveAsync(Messages, default), await source.ReceiveAsync(Messages, default) };
        var gone = batches.Select(b => (QueueDelivery)b.Items[7]).ToList();
        await RunAsync(store, $"UPDATE penstock_messages SET lease = 1 WHERE id IN ({string.Join(", ", gone.Select(d => d.Id))})");
        await RunAsync(store, "DELETE FROM penstock_owners");

        foreach (var batch in batches)
        {
            batch.Items.Count.ShouldBe(Messages);
            var lost = await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
            lost.ShouldBe(gone.Where(d => batch.Items.Contains(d)));
            await batch.DisposeAsync();
        }

        (await database.ListAsync("SELECT id FROM penstock_messages ORDER BY id", r => r.GetInt64(0))).ShouldBe(gone.Select(d => d.Id));
    }

    private static async Task RunAsync(Store store, string sql)
    {
        await using var connection = await store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }
}
