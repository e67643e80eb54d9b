using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Dev;

/// <summary>One client's connection through a <see cref="PostgresProxy"/>.</summary>
internal sealed class PostgresLine(PostgresProxy proxy, TcpClient client, int serverPort) : IDisposable
{
    // https://www.postgresql.org/docs/15/protocol-message-formats.html: requests that come before the start-up message.
    private const int SslRequest = 80877103;
    private const int EncryptionRequest = 80877104;

    private readonly TcpClient server = new() { NoDelay = true };
    private PostgresProxy.PendingCut? atAnswer;

    public async Task RunAsync()
    {
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, serverPort);
            var answers = AnswersAsync(server.GetStream(), client.GetStream());
            await RequestsAsync(client.GetStream(), server.GetStream());
            await answers;
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two is gone; so is the other now.
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>Cuts it: both ends learn it at once.</summary>
    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
    }

    private async Task RequestsAsync(NetworkStream from, NetworkStream to)
    {
        while (await MessageAsync(from, typed: false) is { } start)
        {
            await to.WriteAsync(start);
            if (BinaryPrimitives.ReadInt32BigEndian(start.AsSpan(4)) is not (SslRequest or EncryptionRequest))
                break;
        }

        while (await MessageAsync(from, typed: true) is { } message)
        {
            var type = (char)message[0];
            var cut = proxy.Sent(type, TextOf(type, message));
            if (cut?.Where == PostgresCut.BeforeCommit)
            {
                Dispose();
                proxy.Cut(cut);
                return;
            }

            Volatile.Write(ref atAnswer, cut);
            await to.WriteAsync(message);
        }

        Dispose();
    }

    private async Task AnswersAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            var buffer = new byte[16_384];
            while (await from.ReadAsync(buffer) is > 0 and var read)
            {
                if (Volatile.Read(ref atAnswer) is { } cut)
                {
                    Dispose();
                    proxy.Cut(cut);
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read));
            }
        }
        finally
        {
            Dispose();
        }
    }

    // Null at the end of the stream. The length counts itself, not the type.
    private static async Task<byte[]?> MessageAsync(NetworkStream from, bool typed)
    {
        var header = new byte[typed ? 5 : 4];
        if (await from.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) < header.Length)
            return null;

        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(header.Length - 4)) + (typed ? 1 : 0)];
        header.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(header.Length));
        return message;
    }

    // Parse: the statement's name, then its text. Query: its text.
    private static string TextOf(char type, byte[] message) => type switch
    {
        'P' => Encoding.UTF8.GetString(message.AsSpan(5)).Split('\0')[1],
        'Q' => Encoding.UTF8.GetString(message.AsSpan(5)).Split('\0')[0],
        _ => string.Empty,
    };
}
