using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

/// <summary>A process that is stopped for longer than its lease, and then goes on as if nothing had happened.</summary>
public sealed class ZombieTests(PostgresServer server)
{
    private const int Rows = 200;

    [Theory]
    [InlineData(Step.Ran)]
    [InlineData(Step.Committing)]
    public async Task Stopped_past_its_lease_before_the_commit_it_settles_nothing_and_works_on(Step step)
    {
        await using var catalog = await AuditedCatalog.CreateAsync("postgresql", server, Rows);
        await using var zombie = await AwakenedZombieAsync(catalog, "--FreezeAt", $"{step}");
        // Its next renewal may be overdue by now, and notices before the commit does.
        await Until.TrueAsync("it knows", () => Task.FromResult(
            zombie.Lines("lost ").Count > 0 || zombie.LogLines().Any(l => l.Contains("handed back", StringComparison.Ordinal))));

        await ShouldWorkOnAsync(catalog, zombie);
    }

    [Fact]
    public async Task Stopped_past_its_lease_in_its_handler_it_notices_hands_back_and_works_on()
    {
        await using var catalog = await AuditedCatalog.CreateAsync("postgresql", server, Rows);
        await using var zombie = await AwakenedZombieAsync(catalog, "--FreezeInHandler", "true");
        await zombie.LogsAsync("50 handed back");

        await ShouldWorkOnAsync(catalog, zombie);
    }

    [Fact]
    public async Task Without_the_fence_the_audit_would_show_what_the_zombie_did()
    {
        await using var catalog = await AuditedCatalog.CreateAsync("postgresql", server, Rows);
        await using var zombie = await AwakenedZombieAsync(catalog, "--FreezeInHandler", "true", "--Fence", "false");
        await zombie.LogsAsync("50 handed back");
        (await zombie.StopAsync()).ShouldBe(0);

        var violations = await Audit.ViolationsAsync(catalog);

        violations.Count(v => v.EndsWith("was named 2 times", StringComparison.Ordinal)).ShouldBe(50);
    }

    private static async Task ShouldWorkOnAsync(AuditedCatalog catalog, WorkerProcess zombie)
    {
        await catalog.AddAsync(10);
        await zombie.CountsAsync("marked", 10);
        (await zombie.StopAsync()).ShouldBe(0);
        await catalog.ShouldBeMarkedOnceAsync();
        zombie.Counted("marked").ShouldBe(10);
    }

    // Returns when another has done all rows, those of the stopped one too, and the stopped one goes on.
    private static async Task<WorkerProcess> AwakenedZombieAsync(AuditedCatalog catalog, params string[] faults)
    {
        var zombie = await WorkerProcess.StartAsync(catalog.Url, ["--Lease", "00:00:05", .. faults]);
        await zombie.SaysAsync("frozen");
        await zombie.SignalAsync("STOP");

        await using var other = await WorkerProcess.StartAsync(catalog.Url);
        await catalog.AllDoneAsync();
        (await other.StopAsync()).ShouldBe(0);
        other.Counted("marked").ShouldBe(Rows);

        await zombie.SignalAsync("CONT");
        await zombie.WriteLineAsync("go on");
        return zombie;
    }
}
