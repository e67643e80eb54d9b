using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Penstock.Hosting;

namespace Penstock.Workers.Chat;

/// <summary>The messages API over HTTP; what goes wrong is told as <c>application/problem+json</c>.</summary>
internal sealed class MessagesEndpoint(MessagesApi api, MessageBook book, ApiOptions options, TimeProvider clock, ILogger<MessagesEndpoint> logger)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/messages", context => AnswerAsync(context, SendAsync));
        routes.MapPost("/v1/messages/fallback", context => AnswerAsync(context, SendDirectlyAsync));
        routes.MapGet("/v1/messages/{id}", context => AnswerAsync(context, FindAsync));
    }

    private async Task SendAsync(HttpContext context, long user) =>
        await AcceptedAsync(context, await api.SendAsync(await ReadAsync(context), user, context.RequestAborted));

    private async Task SendDirectlyAsync(HttpContext context, long user)
    {
        var request = await ReadAsync(context);
        if (await api.SendDirectlyAsync(request, user, context.RequestAborted))
            context.Response.Headers["X-Fallback-Mode"] = "true";
        await AcceptedAsync(context, request.MessageId);
    }

    private async Task FindAsync(HttpContext context, long user)
    {
        var given = (string)context.Request.RouteValues["id"]!;
        var message = Guid.TryParse(given, out var id) ? await book.FindAsync(id, context.RequestAborted) : null;
        if (message is null)
            throw ApiException.NotFound($"message {given}");
        await book.RequireMemberAsync(message.Conversation, user, context.RequestAborted);
        await WriteAsync(context, StatusCodes.Status200OK, message.ToJson());
    }

    private async Task AnswerAsync(HttpContext context, Func<HttpContext, long, Task> handle)
    {
        try
        {
            await handle(context, UserOf(context));
        }
        catch (ApiException problem)
        {
            await ProblemAsync(context, problem);
        }
        catch (BadHttpRequestException error)
        {
            await ProblemAsync(context, new ApiException(error.StatusCode, "The request is not valid.", error.Message));
        }
        catch (Exception error) when (error is DbException or TimeoutException)
        {
            Log.ApiFailed(logger, error.GetType().Name, error.Message);
            await ProblemAsync(context, ApiException.Unavailable("The database does not answer. Send it again with the same message_id."));
        }
    }

    private long UserOf(HttpContext context)
    {
        const string scheme = "Bearer ";
        var given = context.Request.Headers.Authorization.ToString();
        return given.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
            && ChatToken.UserOf(options.TokenSecret, given[scheme.Length..].Trim(), clock.GetUtcNow()) is { } user
                ? user
                : throw ApiException.Unauthorized();
    }

    private async Task<MessageRequest> ReadAsync(HttpContext context) => MessageRequest.Read((await RequestBody.ReadAsync(context, options.MaxBodyBytes)).Span);

    private static Task AcceptedAsync(HttpContext context, Guid message) => WriteAsync(
        context, StatusCodes.Status202Accepted, new JsonObject { ["status"] = MessageStatus.Accepted.Text(), ["message_id"] = message.ToString("D") });

    private static Task ProblemAsync(HttpContext context, ApiException problem)
    {
        if (problem.Status == StatusCodes.Status401Unauthorized)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        return WriteAsync(
            context, problem.Status,
            new JsonObject { ["type"] = "about:blank", ["title"] = problem.Title, ["status"] = problem.Status, ["detail"] = problem.Message },
            "application/problem+json");
    }

    private static Task WriteAsync(HttpContext context, int status, JsonObject body, string type = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
