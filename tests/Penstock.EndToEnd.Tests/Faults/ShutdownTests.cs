namespace Penstock.EndToEnd.Tests;

public sealed class ShutdownTests(PostgresServer server)
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData("postgresql", false)]
    [InlineData("postgresql", true)]
    [InlineData("sqlite", false)]
    public async Task A_slow_handler_is_cut_off_at_the_drain_limit_and_its_rows_go_back_uncounted(string kind, bool deaf)
    {
        await using var catalog = await AuditedCatalog.CreateAsync(kind, server, rows: 100);
        await using var worker = await WorkerProcess.StartAsync(
            catalog.Url, "--Slow", "00:05:00", "--Deaf", $"{deaf}", "--Drain", $"{Drain}");
        await worker.SaysAsync("slow");

        var askedAt = TimeProvider.System.GetTimestamp();
        (await worker.StopAsync()).ShouldBe(0);
        TimeProvider.System.GetElapsedTime(askedAt).ShouldBeLessThan(Drain + TimeSpan.FromSeconds(8));

        (await catalog.CountAsync("des_source_catalog WHERE des_status IS NULL AND retry_count = 0")).ShouldBe(100);
        (await catalog.CountAsync("des_marker_dlq")).ShouldBe(0);
        await using var next = await WorkerProcess.StartAsync(catalog.Url);
        await catalog.AllDoneAsync();
        (await next.StopAsync()).ShouldBe(0);
        await catalog.ShouldBeMarkedOnceAsync();
    }

    [Fact]
    public async Task A_handler_that_ends_within_the_limit_is_waited_for_and_its_rows_are_done()
    {
        await using var catalog = await AuditedCatalog.CreateAsync("postgresql", server, rows: 100);
        await using var worker = await WorkerProcess.StartAsync(catalog.Url, "--Slow", "00:00:01", "--Drain", "00:00:30");
        await worker.SaysAsync("slow");

        (await worker.StopAsync()).ShouldBe(0);

        (await catalog.CountAsync("des_source_catalog WHERE des_status = 'marked'")).ShouldBe(50);
        worker.Counted("marked").ShouldBe(50);
    }
}
