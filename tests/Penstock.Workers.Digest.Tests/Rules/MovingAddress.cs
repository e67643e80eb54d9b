using System.Net;
using System.Net.Sockets;

namespace Penstock.Workers.Digest.Tests;

/// <summary>One address before several servers, as a name or a balancer is: new connections lead to the present one, old ones stay where they are.</summary>
internal sealed class MovingAddress : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Task accepting;
    private volatile int port;

    public MovingAddress(int port)
    {
        this.port = port;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port { set => port = value; }

    public string Url => $"redis://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await accepting;
        listener.Dispose();
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        var lines = new List<Task>();
        try
        {
            while (true)
                lines.Add(LineAsync(await listener.AcceptTcpClientAsync(ended.Token), port));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await Task.WhenAll(lines);
    }

    private async Task LineAsync(TcpClient client, int to)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, to, ended.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                // Whichever side ends, the line ends.
                await await Task.WhenAny(near.CopyToAsync(far, ended.Token), far.CopyToAsync(near, ended.Token));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // So it ends.
            }
        }
    }
}
