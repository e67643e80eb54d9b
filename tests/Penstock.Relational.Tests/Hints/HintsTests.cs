using Penstock.Dev;

namespace Penstock.Relational.Tests;

public sealed class HintsTests(PostgresServer server)
{
    [Theory, MemberData(nameof(DatabaseUnderTest.Kinds), MemberType = typeof(DatabaseUnderTest))]
    public async Task A_hint_is_heard_by_those_who_wait_for_its_subject(string kind)
    {
        await using var database = await DatabaseUnderTest.CreateAsync(kind, server);
        var hints = database.Open().Hints;
        var (heard, other) = (0, 0);
        using var one = hints.On("queue:a", () => heard++);
        using var two = hints.On("queue:b", () => other++);
        var before = other;

        hints.Send("queue:a");

        heard.ShouldBeGreaterThan(0);
        other.ShouldBe(before);
    }

    [Fact]
    public async Task On_postgres_another_process_hears_it_too()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var (here, there) = (database.Open().Hints, database.Open().Hints);
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = there.On("queue:a", () => { });
        await Until.TrueAsync("it listens", () => Task.FromResult(there.IsListening));
        using var waiting = there.On("queue:a", heard.SetResult);

        here.Send("queue:b");
        here.Send("queue:a");
        await database.Clock.WaitForTimersAsync();
        database.Clock.Advance(TimeSpan.FromMilliseconds(2));

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task After_a_broken_connection_everybody_looks_once_since_hints_may_be_lost()
    {
        await using var database = await DatabaseUnderTest.CreateAsync("postgresql", server);
        var hints = database.Open().Hints;
        var heard = 0;
        using var waiting = hints.On("queue:a", () => Interlocked.Increment(ref heard));
        await Until.TrueAsync("it listens", () => Task.FromResult(hints.IsListening));
        var before = Volatile.Read(ref heard);

        await database.ScalarAsync<long>(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");
        await Until.TrueAsync("it is heard", () =>
        {
            database.Clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Volatile.Read(ref heard) > before && hints.IsListening);
        });
    }
}
