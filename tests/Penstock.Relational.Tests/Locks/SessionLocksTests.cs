using System.Net;
using System.Net.Sockets;
using Npgsql;
using Penstock.Postgres;

namespace Penstock.Relational.Tests;

public sealed class SessionLocksTests(PostgresServer server)
{
    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task One_process_at_a_time_holds_a_key_until_it_frees_it_or_dies(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var (first, second) = (database.Open(), database.Open());

        (await first.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();
        (await first.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();
        (await second.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeFalse();
        (await second.Locks.TryTakeAsync("other", 1, default)).ShouldBeTrue();
        (await second.Locks.TryTakeAsync("nodes", 2, default)).ShouldBeTrue();
        (first.Locks.Holds("nodes", 1), second.Locks.Holds("nodes", 1)).ShouldBe((true, false));

        await first.Locks.FreeAsync("nodes", 1, default);
        first.Locks.Holds("nodes", 1).ShouldBeFalse();
        (await second.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();

        await database.DieAsync(second);
        (await first.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();
        (await first.Locks.TryTakeAsync("nodes", 2, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_locked_file_goes_with_its_holder()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("sqlite", server);
        var store = database.Open();
        var folder = $"{database.Url["sqlite:///".Length..]}-penstock";
        await store.Locks.TryTakeAsync("nodes", 1, default);
        Directory.GetFiles(folder).ShouldHaveSingleItem();

        await store.DisposeAsync();

        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_session_that_ends_while_it_connects_leaves_no_connection_behind()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var store = new PostgresStore(StoreUrl.Parse($"postgresql://nobody@127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/none"), TimeProvider.System);
        var taking = store.Locks.TryTakeAsync("nodes", 1, default).AsTask();
        using var line = await listener.AcceptTcpClientAsync();

        await store.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => taking);
        using var reader = new StreamReader(line.GetStream());
        await reader.ReadToEndAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.Locks.TryTakeAsync("nodes", 1, default));
    }

    [Fact]
    public async Task A_session_that_broke_takes_its_locks_again()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var (first, second) = (database.Open(), database.Open());
        await first.Locks.TryTakeAsync("nodes", 1, default);

        await BreakSessionsAsync(database);
        await Should.ThrowAsync<NpgsqlException>(async () => await first.Locks.TryTakeAsync("nodes", 2, default));
        (await first.Locks.TryTakeAsync("nodes", 2, default)).ShouldBeTrue();

        first.Locks.Holds("nodes", 1).ShouldBeTrue();
        (await second.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_another_took_while_the_session_was_broken_is_lost_and_known_to_be()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var (first, second) = (database.Open(), database.Open());
        await first.Locks.TryTakeAsync("nodes", 1, default);
        await first.Locks.TryTakeAsync("nodes", 2, default);

        await BreakSessionsAsync(database);
        (await second.Locks.TryTakeAsync("nodes", 1, default)).ShouldBeTrue();
        await Should.ThrowAsync<NpgsqlException>(async () => await first.Locks.TryTakeAsync("nodes", 3, default));
        (await first.Locks.TryTakeAsync("nodes", 3, default)).ShouldBeTrue();

        first.Locks.Holds("nodes", 1).ShouldBeFalse();
        first.Locks.Holds("nodes", 2).ShouldBeTrue();
    }

    // Returns when the server has no lock of theirs any more.
    private static async Task BreakSessionsAsync(DatabaseUnderTest database)
    {
        const string held = "FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        await database.ListAsync($"SELECT pg_terminate_backend(pid) {held}", r => r.GetBoolean(0));
        while (await database.ScalarAsync<long>($"SELECT count(*) {held}") > 0)
            await database.ScalarAsync<string>("SELECT pg_sleep(0.02)::text");
    }
}
