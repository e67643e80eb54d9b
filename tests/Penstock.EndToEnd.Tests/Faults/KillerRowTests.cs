using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

/// <summary>A row whose handling kills the process, with a supervisor that starts the process again each time.</summary>
public sealed class KillerRowTests(PostgresServer server)
{
    private const int Rows = 120;

    [Theory, MemberData(nameof(AuditedCatalog.Kinds), MemberType = typeof(AuditedCatalog))]
    public async Task It_is_dead_lettered_after_it_died_alone_twice_and_its_neighbours_are_marked(string kind)
    {
        await server.OldEnoughAsync();
        await using var catalog = await AuditedCatalog.CreateAsync(kind, server, Rows);

        var deaths = await SuperviseAsync(catalog, [70], mostDeaths: 4);

        deaths.Count(d => d == "70 among 1").ShouldBe(2);
        await ShouldBeOverAsync(catalog, [70]);
    }

    [Theory, MemberData(nameof(AuditedCatalog.Kinds), MemberType = typeof(AuditedCatalog))]
    public async Task Two_of_them_in_one_batch_are_each_found_and_nobody_else_is_blamed(string kind)
    {
        await server.OldEnoughAsync();
        await using var catalog = await AuditedCatalog.CreateAsync(kind, server, Rows);

        var deaths = await SuperviseAsync(catalog, [60, 80], mostDeaths: 7);

        deaths.Count(d => d == "60 among 1").ShouldBe(2);
        deaths.Count(d => d == "80 among 1").ShouldBe(2);
        await ShouldBeOverAsync(catalog, [60, 80]);
    }

    [Fact]
    public async Task Were_the_journal_to_forget_it_would_come_back_for_ever()
    {
        await using var catalog = await AuditedCatalog.CreateAsync("sqlite", server, Rows);

        var error = await Should.ThrowAsync<InvalidOperationException>(
            () => SuperviseAsync(catalog, [70], mostDeaths: 4, "--Journal", "false"));

        error.Message.ShouldBe("The worker died 5 times and it is not over: 70 among 50, 70 among 50, 70 among 50, 70 among 50, 70 among 50");
        (await catalog.CountAsync("des_marker_dlq")).ShouldBe(0);
    }

    private static async Task<List<string>> SuperviseAsync(AuditedCatalog catalog, long[] killers, int mostDeaths, params string[] faults)
    {
        var deaths = new List<string>();
        var asked = killers.SelectMany((id, i) => new[] { $"--KillOn:{i}", $"{id}" }).Concat(faults).ToArray();
        while (deaths.Count <= mostDeaths)
        {
            await using var worker = WorkerProcess.Launch(catalog.Url, asked);
            await Until.TrueAsync("the worker dies or finishes", async () => worker.HasExited || await catalog.IsDoneAsync());
            if (!worker.HasExited)
            {
                (await worker.StopAsync()).ShouldBe(0);
                return deaths;
            }

            (await worker.ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);
            deaths.Add(worker.Lines("killed by ")[0]);
        }

        throw new InvalidOperationException($"The worker died {deaths.Count} times and it is not over: {string.Join(", ", deaths)}");
    }

    private static async Task ShouldBeOverAsync(AuditedCatalog catalog, long[] killers)
    {
        (await Audit.ViolationsAsync(catalog)).ShouldBeEmpty();
        (await catalog.CountAsync("des_source_catalog WHERE des_status = 'marked' AND retry_count = 0")).ShouldBe(Rows - killers.Length);
        (await catalog.ListAsync("SELECT id FROM des_source_catalog WHERE des_status = 'failed' ORDER BY id", r => r.GetInt64(0))).ShouldBe(killers);
        (await catalog.ListAsync(
            "SELECT catalog_entry_id FROM des_marker_dlq WHERE NOT resolved AND error_message LIKE 'The process died 3 times%' ORDER BY 1",
            r => r.GetInt64(0))).ShouldBe(killers);
    }
}
