using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Penstock.Workers.Digest;

/// <summary>What a sender is told.</summary>
/// <param name="Status">HTTP's.</param>
/// <param name="Outcome">For the counter.</param>
/// <param name="Body">JSON.</param>
internal sealed record IngestAnswer(int Status, string Outcome, JsonObject Body)
{
    /// <summary>What a sender waits before it comes back to a full stream.</summary>
    private const int RetryAfterSeconds = 5;

    public static IngestAnswer Queued(string serverId, string id) =>
        new(StatusCodes.Status200OK, "queued", new JsonObject { ["status"] = "queued", ["server_id"] = serverId, ["message_id"] = id });

    public static IngestAnswer Invalid(string error, int status = StatusCodes.Status400BadRequest) => new(status, "invalid", new JsonObject { ["error"] = error });

    public static IngestAnswer Unknown() => new(
        StatusCodes.Status403Forbidden, "unknown", new JsonObject { ["error"] = "unknown server_id", ["detail"] = "server not found in database" });

    public static IngestAnswer Refused(long pending) => new(
        StatusCodes.Status503ServiceUnavailable, "refused",
        new JsonObject { ["error"] = "metrics stream is backlogged", ["pending"] = pending, ["retry"] = "retry after a few seconds" });

    public static IngestAnswer Failed(string error) => new(StatusCodes.Status500InternalServerError, "failed", new JsonObject { ["error"] = error });

    public Task WriteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        if (Outcome == "refused")
            context.Response.Headers.RetryAfter = RetryAfterSeconds.ToString();
        return context.Response.WriteAsync(Body.ToJsonString(), context.RequestAborted);
    }
}
