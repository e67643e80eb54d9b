using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

/// <summary>The line breaks while a COMMIT is under way: its sender can't know whether it happened.</summary>
public sealed class LostCommitTests(PostgresServer server)
{
    private const int Rows = 300;
    private const int Batches = Rows / 50;

    [Fact]
    public async Task A_commit_that_never_arrived_is_found_out_and_its_rows_are_done_again()
    {
        await using var catalog = await AuditedCatalog.CreateAsync(server.Postgres, rows: 0);
        await using var proxy = PostgresProxy.Start(server.Postgres.Port);
        await using var worker = await WorkerProcess.StartAsync(proxy.UrlOf(catalog.Url));

        var cut = proxy.CutNextCommitAsync(PostgresCut.BeforeCommit);
        await FinishAsync(catalog, worker, cut);

        proxy.Texts.ShouldContain(text => text.Contains("pg_xact_status"));
        proxy.Commits.ShouldBe(Batches + 1);
        worker.Counted("lost").ShouldBe(50);
    }

    [Fact]
    public async Task Nothing_is_done_twice_when_the_answer_to_a_commit_is_lost()
    {
        await using var catalog = await AuditedCatalog.CreateAsync(server.Postgres, rows: 0);
        await using var proxy = PostgresProxy.Start(server.Postgres.Port);
        await using var worker = await WorkerProcess.StartAsync(proxy.UrlOf(catalog.Url));

        var cut = proxy.CutNextCommitAsync(PostgresCut.AfterCommit);
        await FinishAsync(catalog, worker, cut);

        proxy.Texts.ShouldContain(text => text.Contains("pg_xact_status"));
        proxy.Commits.ShouldBe(Batches);
        worker.Counted("lost").ShouldBe(0);
    }

    [Theory]
    [InlineData(PostgresCut.BeforeCommit, Batches + 1)]
    [InlineData(PostgresCut.AfterCommit, Batches)]
    public async Task While_the_server_is_away_nobody_guesses_what_became_of_a_commit(PostgresCut where, int commits)
    {
        await using var catalog = await AuditedCatalog.CreateAsync(server.Postgres, rows: 0);
        await using var proxy = PostgresProxy.Start(server.Postgres.Port);
        await using var worker = await WorkerProcess.StartAsync(proxy.UrlOf(catalog.Url));

        var cut = proxy.CutNextCommitAsync(where, stayAway: true);
        await catalog.AddAsync(Rows);
        await cut;
        await worker.LogsAsync("waits: its dependency is away");
        worker.Counted("marked").ShouldBe(0);
        proxy.ComeBack();
        await FinishAsync(catalog, worker, cut, add: false);

        proxy.Commits.ShouldBe(commits);
    }

    private static async Task FinishAsync(AuditedCatalog catalog, WorkerProcess worker, Task cut, bool add = true)
    {
        if (add)
            await catalog.AddAsync(Rows);
        await cut;
        await catalog.AllDoneAsync();
        await worker.CountsAsync("marked", Rows);
        (await worker.StopAsync()).ShouldBe(0);

        await catalog.ShouldBeMarkedOnceAsync();
        worker.Counted("marked").ShouldBe(Rows);
        worker.Counted("retried").ShouldBe(0);
        worker.Counted("dead-lettered").ShouldBe(0);
    }
}
