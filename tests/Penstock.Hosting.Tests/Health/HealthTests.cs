using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting.Tests;

public sealed class HealthTests
{
    private readonly ManualTime time = new();
    private readonly ScriptedCheck check = new();

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    public async Task Live_tells_the_uptime_in_whole_seconds(string path)
    {
        await using var host = await StartAsync();
        time.Advance(TimeSpan.FromSeconds(61.9));
        (await host.GetAsync(path)).ShouldBe((HttpStatusCode.OK, """{"status":"ok","uptime_seconds":61}"""));
    }

    [Fact]
    public async Task Ready_is_ok_when_every_check_is_content()
    {
        await using var host = await StartAsync();
        (await host.GetAsync("/health/ready")).ShouldBe((HttpStatusCode.OK, """{"status":"ok"}"""));
    }

    [Fact]
    public async Task Ready_without_checks_is_ok()
    {
        await using var host = await RunningHost.StartAsync(time, _ => { });
        (await host.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_gives_the_reason_as_valid_json()
    {
        check.Answer = _ => Task.FromResult<string?>("the \"database\" is away");
        await using var host = await StartAsync();
        var (status, body) = await host.GetAsync("/health/ready");
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var json = System.Text.Json.JsonDocument.Parse(body);
        json.RootElement.GetProperty("status").GetString().ShouldBe("unavailable");
        json.RootElement.GetProperty("reason").GetString().ShouldBe("the \"database\" is away");
    }

    [Fact]
    public async Task A_check_that_throws_is_not_ready_and_its_secrets_stay_hidden()
    {
        check.Answer = _ => throw new InvalidOperationException("no route to postgresql://me:hunter2@db/x");
        await using var host = await StartAsync();
        (await host.GetAsync("/health/ready")).Body
            .ShouldBe("""{"status":"unavailable","reason":"ScriptedCheck: no route to postgresql://me:***@db/x"}""");
    }

    [Fact]
    public async Task A_check_that_never_answers_is_given_up_after_a_second_and_not_started_again_meanwhile()
    {
        var never = new TaskCompletionSource<string?>();
        check.Answer = _ => never.Task;
        await using var host = await StartAsync();
        for (var round = 0; round < 2; round++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            var probe = host.GetAsync("/health/ready");
            await check.Asked;
            while (!probe.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            (await probe).Body.ShouldBe("""{"status":"unavailable","reason":"ScriptedCheck did not answer within 1 s"}""");
        }

        check.Asks.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_serves_for_a_second()
    {
        await using var host = await StartAsync();
        await host.GetAsync("/health/ready");
        check.Answer = _ => Task.FromResult<string?>("away");
        time.Advance(TimeSpan.FromSeconds(0.9));
        (await host.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
        check.Asks.ShouldBe(1);

        time.Advance(TimeSpan.FromSeconds(0.1));
        (await host.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        check.Asks.ShouldBe(2);
    }

    [Fact]
    public async Task Probes_that_come_together_share_one_question()
    {
        var answer = new TaskCompletionSource<string?>();
        check.Answer = _ => answer.Task;
        await using var host = await StartAsync();
        var readiness = host.Host.Services.GetRequiredService<Readiness>();
        var probes = Enumerable.Range(0, 50).Select(_ => readiness.WhyNotReadyAsync()).ToList();
        answer.SetResult(null);
        await Task.WhenAll(probes);
        check.Asks.ShouldBe(1);
    }

    [Fact]
    public async Task While_work_drains_live_is_ok_and_ready_says_stopping()
    {
        var draining = new DrainingService();
        await using var host = await RunningHost.StartAsync(time, services => services.AddSingleton<IHostedService>(draining));
        var stop = host.Host.StopAsync();
        await draining.Stopping;
        (await host.GetAsync("/health/ready")).ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"stopping"}"""));
        (await host.GetAsync("/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        draining.Finish();
        await stop;
        await Should.ThrowAsync<HttpRequestException>(() => host.GetAsync("/health"));
    }

    [Fact]
    public async Task Ready_says_starting_until_every_service_has_started()
    {
        await using var output = new MemoryStream();
        var starting = new StartingService();
        await using var host = WorkerHost.Build(
            RunningHost.Options(time, output) with { Services = services => services.AddSingleton<IHostedService>(starting) });
        var start = host.StartAsync();
        await starting.Begun;
        using var client = new HttpClient();
        var answer = await client.GetAsync(new Uri(host.Addresses[0], "/health/ready"));
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""{"status":"unavailable","reason":"starting"}""");
        starting.Finish();
        await start;
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/healthy")]
    [InlineData("/metrics/x")]
    public async Task Other_paths_are_not_found(string path)
    {
        await using var host = await StartAsync();
        (await host.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<RunningHost> StartAsync() =>
        RunningHost.StartAsync(time, services => services.AddSingleton<IReadinessCheck>(check));
}
