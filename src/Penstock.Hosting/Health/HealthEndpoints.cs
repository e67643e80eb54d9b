using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Penstock.Hosting;

/// <summary>Live says that the process runs; ready says that it takes work: started, not stopping, and every check content.</summary>
internal sealed class HealthEndpoints(Readiness readiness, WorkerHostOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private readonly long startedAt = time.GetTimestamp();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/health", Verbs.Read, options.Health is { } report ? context => ReportAsync(context, report) : LiveAsync);
        routes.MapMethods("/health/live", Verbs.Read, LiveAsync);
        routes.MapMethods("/health/ready", Verbs.Read, ReadyAsync);
    }

    private Task LiveAsync(HttpContext context)
    {
        var uptime = (long)time.GetElapsedTime(startedAt).TotalSeconds;
        return AnswerAsync(context, ok: true, $$"""{"status":"ok","uptime_seconds":{{uptime.ToString(CultureInfo.InvariantCulture)}}}""");
    }

    private async Task ReportAsync(HttpContext context, HealthReport report)
    {
        var answers = await readiness.AnswersAsync();
        var ok = answers.All(answer => answer.Reason is null);
        await AnswerAsync(context, ok, HealthText.Of(report, answers));
    }

    private async Task ReadyAsync(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            await AnswerAsync(context, ok: false, """{"status":"stopping"}""");
        else if (await ReasonAsync() is { } reason)
            await AnswerAsync(context, ok: false, $$"""{"status":"unavailable","reason":"{{JsonEncodedText.Encode(reason)}}"}""");
        else
            await AnswerAsync(context, ok: true, """{"status":"ok"}""");
    }

    private async Task<string?> ReasonAsync() =>
        lifetime.ApplicationStarted.IsCancellationRequested ? await readiness.WhyNotReadyAsync() : "starting";

    private static Task AnswerAsync(HttpContext context, bool ok, string json)
    {
        context.Response.StatusCode = ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }
}
