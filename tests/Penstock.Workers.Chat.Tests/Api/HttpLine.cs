using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Workers.Chat.Tests;

/// <summary>One line to an HTTP server, written and read as it comes: no client between.</summary>
internal sealed class HttpLine : IDisposable
{
    private readonly TcpClient client;
    private readonly StreamReader reader;

    public HttpLine(int port)
    {
        client = new TcpClient("127.0.0.1", port);
        reader = new StreamReader(client.GetStream(), Encoding.ASCII);
    }

    public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>The next answer, whose body comes in chunks or with its length.</summary>
    public async Task<(int Status, string Body)> ReadAsync()
    {
        var status = int.Parse((await LineAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
        var (length, isChunked) = (0, false);
        for (var header = await LineAsync(); header.Length > 0; header = await LineAsync())
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header.AsSpan(15), NumberStyles.Integer, CultureInfo.InvariantCulture);
            isChunked |= header.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        }

        return (status, isChunked ? await ChunksAsync() : await CharsAsync(length));
    }

    public void Dispose()
    {
        reader.Dispose();
        client.Dispose();
    }

    private async Task<string> ChunksAsync()
    {
        var body = new StringBuilder();
        for (var size = await SizeAsync(); size > 0; size = await SizeAsync())
        {
            body.Append(await CharsAsync(size));
            await LineAsync();
        }

        await LineAsync();
        return body.ToString();
    }

    private async Task<int> SizeAsync() => int.Parse(await LineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private async Task<string> CharsAsync(int count)
    {
        var chars = new char[count];
        (await reader.ReadBlockAsync(chars)).ShouldBe(count);
        return new string(chars);
    }

    private async Task<string> LineAsync() => await reader.ReadLineAsync() ?? throw new EndOfStreamException("The server has closed the line.");
}
