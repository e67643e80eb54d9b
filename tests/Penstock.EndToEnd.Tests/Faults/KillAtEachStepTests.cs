namespace Penstock.EndToEnd.Tests;

public sealed class KillAtEachStepTests(PostgresServer server)
{
    public static IEnumerable<TheoryDataRow<string, Step>> Places =>
        from kind in new[] { "postgresql", "sqlite" }
        from step in Enum.GetValues<Step>()
        select new TheoryDataRow<string, Step>(kind, step);

    [Theory, MemberData(nameof(Places))]
    public async Task Nothing_is_lost_when_a_process_is_killed_at_any_step(string kind, Step step)
    {
        await using var catalog = await AuditedCatalog.CreateAsync(kind, server, rows: 300);

        await using (var killed = WorkerProcess.Launch(catalog.Url, "--KillAt", step.ToString(), "--KillAtTime", "3"))
        {
            (await killed.SaysAsync("reached")).ShouldBe($"{step} 3");
            (await killed.ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);
        }

        // Two batches were through; the third counts from the commit on.
        (await catalog.CountAsync("des_source_catalog WHERE des_status = 'marked'")).ShouldBe(step < Step.Committed ? 100 : 150);

        await using var next = await WorkerProcess.StartAsync(catalog.Url);
        await catalog.AllDoneAsync();
        (await next.StopAsync()).ShouldBe(0);
        await catalog.ShouldBeMarkedOnceAsync();
        // The dead process's node id was free again at once.
        (await catalog.NodesAsync()).ShouldBe(["00"]);
    }
}
