using System.Net.Sockets;
using System.Text;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

/// <summary>A subscriber to a channel of Redis that shares no code with the sender.</summary>
internal sealed class Ears : IDisposable
{
    private readonly TcpClient connection;
    private readonly StreamReader lines;

    private Ears(TcpClient connection) => (this.connection, lines) = (connection, new StreamReader(connection.GetStream(), Encoding.UTF8));

    public static async Task<Ears> ListenAsync(RedisServer redis, string channel)
    {
        var opened = new TcpClient("127.0.0.1", redis.Port);
        await opened.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"SUBSCRIBE {channel}\r\n"));
        var ears = new Ears(opened);
        // *3, $9, subscribe, the name's length, the name, :1
        for (var line = 0; line < 6; line++)
            await ears.lines.ReadLineAsync();
        return ears;
    }

    /// <summary>The next message's text.</summary>
    public async Task<string> HearAsync()
    {
        // *3, $7, message, the name's length, the name, the text's length
        for (var line = 0; line < 6; line++)
            await lines.ReadLineAsync();
        return (await lines.ReadLineAsync())!;
    }

    public void Dispose()
    {
        lines.Dispose();
        connection.Dispose();
    }
}
