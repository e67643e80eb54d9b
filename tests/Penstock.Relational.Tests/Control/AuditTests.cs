namespace Penstock.Relational.Tests;

public sealed class AuditTests(PostgresServer server)
{
    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task An_entry_is_there_exactly_when_the_change_is(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        var audit = new Audit(scene.Store);
        await WriteAsync(scene.Store, audit, "kept", commit: true);
        await WriteAsync(scene.Store, audit, "undone", commit: false);

        var line = (await audit.ListAsync(null, 10, default)).ShouldHaveSingleItem();
        line.Entry.ShouldBe(new AuditEntry("ada@desk", "edit", "kept", "2 headers", null));
        (TimeProvider.System.GetUtcNow() - line.At).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await audit.ListAsync("undone", 10, default)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task The_oldest_go_a_few_at_a_time(string kind)
    {
        await using var scene = await ControlScene.CreateAsync(kind, server);
        for (var i = 0; i < 30; i++)
            await WriteAsync(scene.Store, new Audit(scene.Store), $"{i}", commit: true);
        var bounded = new Audit(scene.Store, new AuditOptions { Keep = 5 });

        await WriteAsync(scene.Store, bounded, "30", commit: true);
        (await bounded.ListAsync(null, 100, default)).Count.ShouldBe(21);
        for (var i = 31; i < 40; i++)
            await WriteAsync(scene.Store, bounded, $"{i}", commit: true);

        (await bounded.ListAsync(null, 100, default)).Select(l => l.Entry.Target).ShouldBe(["39", "38", "37", "36", "35"]);
    }

    private static async Task WriteAsync(Store store, Audit audit, string target, bool commit)
    {
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        await audit.WriteAsync(transaction, new AuditEntry("ada@desk", "edit", target, "2 headers"), default);
        if (commit)
            await transaction.CommitAsync();
    }
}
