using System.Net;
using System.Net.Http.Headers;

namespace Penstock.Workers.Chat;

/// <summary>
/// Posts each message's JSON to an address. <c>Idempotency-Key</c> is the same for every attempt at a message. 202 means that it was
/// taken, any other 2xx that it is delivered; 4xx is the message's own fault (401 and 403: everybody's), the rest an outage of the other side.
/// </summary>
public sealed class WebhookChannel : IChannel, IProbe, IDisposable
{
    private readonly WebhookOptions options;
    private readonly HttpClient http;

    /// <param name="options">Where to.</param>
    /// <param name="handler">Makes the calls; null for the usual one. The channel disposes it.</param>
    public WebhookChannel(WebhookOptions options, HttpMessageHandler? handler = null)
    {
        this.options = options;
        Name = ChannelName.Checked(options.Channel);
        http = new HttpClient(handler ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false }) { Timeout = options.Timeout };
        if (options.Token is { } token)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public string Name { get; }

    public async ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url);
        using var body = new ReadOnlyMemoryContent(message.Body);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Content = body;
        request.Headers.Add("Idempotency-Key", message.IdempotencyKey);
        if (message.TraceParent is { } trace)
            request.Headers.Add(ChatKeys.TraceParent, trace);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, giveUp);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"{options.Url.Host} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.", null, answer.StatusCode);
        return answer.StatusCode == HttpStatusCode.Accepted ? ChannelReceipt.Sent : ChannelReceipt.Delivered;
    }

    /// <summary>Whether somebody answers there at all: whatever it says to a question without a message, as long as it is no fault of its own.</summary>
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, options.Url);
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, giveUp);
            return answer.StatusCode is < HttpStatusCode.InternalServerError or HttpStatusCode.NotImplemented && answer.StatusCode != HttpStatusCode.TooManyRequests;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();
}
