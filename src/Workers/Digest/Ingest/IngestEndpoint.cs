using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Penstock.Hosting;
using Penstock.Redis;

namespace Penstock.Workers.Digest;

/// <summary>Takes payloads from agents, and puts them into the stream as they are. Answered with 200 is what the stream has.</summary>
internal sealed class IngestEndpoint(
    IMetricStream stream, IKnownServers servers, IngestOptions options, IngestMetrics metrics, ILogger<IngestEndpoint> logger)
{
    private static readonly string[] Read = ["GET", "HEAD"];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/metrics/prometheus", PostAsync);
        routes.MapMethods("/metrics/prometheus/health", Read, HealthAsync);
    }

    private async Task PostAsync(HttpContext context)
    {
        var answer = await TakeAsync(context);
        if (answer.Outcome != "queued")
            metrics.Count(answer.Outcome);
        await answer.WriteAsync(context);
    }

    private async Task<IngestAnswer> TakeAsync(HttpContext context)
    {
        var given = context.Request.Query["server_id"].ToString();
        if (given.Length == 0)
            return IngestAnswer.Invalid("server_id query parameter is required");
        if (!Guid.TryParse(given, out var id))
            return IngestAnswer.Invalid("invalid server_id format: a UUID is allowed");

        try
        {
            return await TakeAsync(context, id.ToString("D"));
        }
        catch (BadHttpRequestException error)
        {
            return IngestAnswer.Invalid($"the body can't be read: {error.Message}", error.StatusCode);
        }
        catch (JsonException error)
        {
            return IngestAnswer.Invalid($"the body is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
        }
        catch (Exception error) when (error is RedisException or DbException or TimeoutException)
        {
            Log.IngestFailed(logger, error.GetType().Name, error.Message);
            return IngestAnswer.Failed("the metrics could not be queued, send them again");
        }
    }

    private async Task<IngestAnswer> TakeAsync(HttpContext context, string serverId)
    {
        var giveUp = context.RequestAborted;
        if (!await servers.IsKnownAsync(serverId, giveUp))
        {
            Log.UnknownServer(logger, serverId);
            return IngestAnswer.Unknown();
        }

        var payload = (await RequestBody.ReadAsync(context, options.MaxBodyBytes)).ToArray();
        Verify(payload);
        if (await stream.LengthAsync(giveUp) is var pending && pending > options.MaxBacklog)
        {
            Log.Backlogged(logger, pending, options.MaxBacklog);
            return IngestAnswer.Refused(pending);
        }

        var id = await stream.AddAsync(serverId, payload, TraceOf(context), giveUp);
        metrics.Queued(payload.Length);
        return IngestAnswer.Queued(serverId, id);
    }

    // Whoever sends what is no JSON at all learns it now. What is in it, the digest judges.
    private static void Verify(byte[] payload)
    {
        var reader = new Utf8JsonReader(payload);
        while (reader.Read())
            reader.TrySkip();
    }

    private static string? TraceOf(HttpContext context) =>
        context.Request.Headers.TraceParent.ToString() is { Length: > 0 } given && ActivityContext.TryParse(given, null, out _)
            ? Activity.Current?.Id ?? given
            : null;

    private async Task HealthAsync(HttpContext context)
    {
        var (status, body) = await HealthAsync(context.RequestAborted);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private async Task<(int Status, JsonObject Body)> HealthAsync(CancellationToken giveUp)
    {
        try
        {
            var pending = await stream.LengthAsync(giveUp);
            return (StatusCodes.Status200OK, new JsonObject
            {
                ["status"] = pending > options.MaxBacklog ? "degraded" : "healthy",
                ["stream_pending"] = pending,
                ["max_backlog"] = options.MaxBacklog,
                ["format"] = "prometheus",
            });
        }
        catch (Exception error) when (error is RedisException or DbException or TimeoutException)
        {
            return (StatusCodes.Status503ServiceUnavailable, new JsonObject { ["status"] = "unhealthy", ["error"] = "the stream is unavailable" });
        }
    }
}
