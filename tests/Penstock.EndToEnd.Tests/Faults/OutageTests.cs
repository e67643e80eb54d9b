using System.Net;
using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

public sealed class OutageTests
{
    [Fact]
    public async Task An_outage_is_no_failure_of_the_message_and_work_resumes_within_5_s()
    {
        await using var server = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        await using var catalog = await AuditedCatalog.CreateAsync(server, rows: 2_000);
        await using var worker = WorkerProcess.Launch(catalog.Url, "--Http", "true", "--Rate", "400");
        using var http = new HttpClient { BaseAddress = new Uri(await worker.SaysAsync("started")) };
        await ReadyAsync(http, HttpStatusCode.OK);
        await worker.CountsAsync("marked", 100);

        await server.StopAsync();
        (await catalog.Store.IsHealthyAsync(default)).ShouldBeFalse();
        await ReadyAsync(http, HttpStatusCode.ServiceUnavailable);
        worker.FromNowOn();
        // The outage itself is the one thing here that only the clock can measure.
        await Task.Delay(TimeSpan.FromSeconds(20), TimeProvider.System);
        worker.HasExited.ShouldBeFalse();
        (await http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await server.StartAsync();
        var backAt = TimeProvider.System.GetTimestamp();
        await worker.SaysAsync("marked");
        TimeProvider.System.GetElapsedTime(backAt).ShouldBeLessThan(TimeSpan.FromSeconds(5));

        await catalog.AllDoneAsync();
        await ReadyAsync(http, HttpStatusCode.OK);
        (await worker.StopAsync()).ShouldBe(0);
        await catalog.ShouldBeMarkedOnceAsync();
        worker.Counted("retried").ShouldBe(0);
        worker.Counted("dead-lettered").ShouldBe(0);
    }

    private static Task ReadyAsync(HttpClient http, HttpStatusCode status) => Until.TrueAsync(
        $"/health/ready answers {status}",
        async () => (await http.GetAsync("/health/ready")).StatusCode == status);
}
