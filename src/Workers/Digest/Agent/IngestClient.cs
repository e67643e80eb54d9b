using System.Net;
using System.Net.Http.Headers;

namespace Penstock.Workers.Digest;

/// <summary>Posts payloads to the ingest endpoint.</summary>
internal sealed class IngestClient : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri address;
    private readonly AgentOptions options;
    private readonly TimeProvider clock;

    public IngestClient(AgentOptions options, TimeProvider clock)
    {
        (this.options, this.clock) = (options, clock);
        // Names are looked up again now and then: an endpoint may move.
        http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };
        address = new Uri($"{options.Ingest.AbsoluteUri.TrimEnd('/')}/metrics/prometheus?server_id={options.ServerId:D}");
    }

    public async Task<SendAnswer> SendAsync(byte[] payload, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(options.RequestTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        using var content = new ByteArrayContent(payload);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync(address, content, either.Token);
            return Judge(response);
        }
        catch (HttpRequestException error)
        {
            return new SendAnswer(SendKind.Later, error.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new SendAnswer(SendKind.Later, $"no answer within {options.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    public void Dispose() => http.Dispose();

    private static SendAnswer Judge(HttpResponseMessage response)
    {
        var why = $"HTTP {(int)response.StatusCode}";
        if (response.IsSuccessStatusCode)
            return new SendAnswer(SendKind.Taken, why);
        return response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity
            ? new SendAnswer(SendKind.Refused, why)
            : new SendAnswer(SendKind.Later, why);
    }
}
