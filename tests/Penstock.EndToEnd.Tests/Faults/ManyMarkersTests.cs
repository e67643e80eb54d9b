namespace Penstock.EndToEnd.Tests;

public sealed class ManyMarkersTests(PostgresServer server)
{
    [Theory]
    [InlineData("postgresql", 3_000, 200)]
    [InlineData("sqlite", 2_000, 150)]
    public Task Four_processes_with_one_node_id_and_one_of_them_killed_mark_each_row_once(string kind, int rows, int rate) =>
        MarkAsync(kind, rows, rate);

    [Theory, Trait("Size", "Long")]
    [InlineData("postgresql", 8_000, 400)]
    [InlineData("sqlite", 4_000, 200)]
    public Task Four_processes_mark_each_of_many_rows_once(string kind, int rows, int rate) => MarkAsync(kind, rows, rate);

    private async Task MarkAsync(string kind, int rows, int rate)
    {
        await using var catalog = await AuditedCatalog.CreateAsync(kind, server, rows: 0);
        string[] common = ["--Node", "7", "--Batch", "200", "--Rate", $"{rate}"];
        await using var first = await WorkerProcess.StartAsync(catalog.Url, [.. common, "--KillAt", "Ran", "--KillAtTime", "2"]);
        await using var second = await WorkerProcess.StartAsync(catalog.Url, common);
        await using var third = await WorkerProcess.StartAsync(catalog.Url, common);
        await using var fourth = await WorkerProcess.StartAsync(catalog.Url, common);

        await catalog.AddAsync(rows);
        (await first.SaysAsync("reached")).ShouldBe("Ran 2");
        (await first.ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);
        await catalog.AllDoneAsync();
        foreach (var survivor in new[] { second, third, fourth })
            (await survivor.StopAsync()).ShouldBe(0);

        await catalog.ShouldBeMarkedOnceAsync();
        var nodes = await catalog.NodesAsync();
        nodes.Count.ShouldBeGreaterThan(1);
        nodes.ShouldBeSubsetOf(["07", "08", "09", "0A"]);
    }
}
