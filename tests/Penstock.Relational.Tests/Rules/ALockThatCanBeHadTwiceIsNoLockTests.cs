using Npgsql;

namespace Penstock.Relational.Tests;

public sealed class ALockThatCanBeHadTwiceIsNoLockTests(PostgresServer server)
{
    [ExpectedToFail("L8")]
    public async Task What_another_holds_since_the_session_broke_is_not_said_to_be_ours()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var (first, second) = (database.Open(), database.Open());
        (await first.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();
        await database.ListAsync("""
            SELECT pg_terminate_backend(pid) FROM pg_locks
            WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """, row => row.GetBoolean(0));
        await Within.SecondsAsync(5, () => second.Locks.TryTakeAsync("nodes", 1, default).AsTask());
        second.Locks.Holds("nodes", 1).ShouldBeTrue();

        (await AskedAsync(first), first.Locks.Holds("nodes", 1)).ShouldBe((false, false));
    }

    // The first use of a broken session may say no more than that it broke.
    private static async Task<bool> AskedAsync(Store store)
    {
        try
        {
            return await store.Locks.TryTakeAsync("nodes", 1, default);
        }
        catch (NpgsqlException)
        {
            return await store.Locks.TryTakeAsync("nodes", 1, default);
        }
    }
}
