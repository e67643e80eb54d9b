using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Penstock.Hosting;

/// <summary>Reads what clients send, up to a size.</summary>
public static class RequestBody
{
    private const int ChunkBytes = 8 * 1024;

    /// <summary>
    /// The whole body. A larger one is refused here and not by the server: that would close the line on the rest of it, and a client still
    /// sending would meet a broken pipe in the place of its answer. As it is, the server takes the rest in for some seconds.
    /// </summary>
    /// <exception cref="BadHttpRequestException">It is larger (413), or ends before its length.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);

        using var body = new MemoryStream();
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is > 0 and var read)
            {
                if (body.Length + read > maxBytes)
                    throw TooLarge(maxBytes);
                body.Write(chunk, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static BadHttpRequestException TooLarge(int maxBytes) => new(
        string.Create(CultureInfo.InvariantCulture, $"The body is too large: {maxBytes} bytes are allowed."), StatusCodes.Status413PayloadTooLarge);
}
