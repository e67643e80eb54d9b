using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The other side of a webhook: keeps what is posted, and answers as it is told.</summary>
internal sealed class ScriptedWeb : HttpMessageHandler
{
    public ConcurrentQueue<(string Key, string? Trace, string Body)> Posts { get; } = new();

    /// <summary>The answer to a post; by default 200.</summary>
    public Func<string, HttpStatusCode> Answer { get; set; } = _ => HttpStatusCode.OK;

    /// <summary>The answer to a question without a message.</summary>
    public HttpStatusCode Head { get; init; } = HttpStatusCode.MethodNotAllowed;

    /// <summary>Said with each answer to a post.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsAway { get; set; }

    /// <summary>Posts that found nobody.</summary>
    public int Missed { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsAway)
        {
            Missed++;
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Nobody is there.");
        }

        if (request.Method == HttpMethod.Head)
            return new HttpResponseMessage(Head);
        var body = Encoding.UTF8.GetString(await request.Content!.ReadAsByteArrayAsync(cancellationToken));
        var answer = Answer(body);
        Posts.Enqueue((request.Headers.GetValues("Idempotency-Key").Single(), request.Headers.TryGetValues("traceparent", out var trace) ? trace.Single() : null, body));
        var response = new HttpResponseMessage(answer);
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        return response;
    }
}
