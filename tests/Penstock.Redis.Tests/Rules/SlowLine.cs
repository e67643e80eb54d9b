using System.Net;
using System.Net.Sockets;

namespace Penstock.Redis.Tests;

/// <summary>Stands before a server whose answers take their time; what is asked passes at once.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly int serverPort;
    private readonly int bytesPerTick;
    private readonly Task accepting;

    public SlowLine(int serverPort, int bytesPerSecond)
    {
        (this.serverPort, bytesPerTick) = (serverPort, (int)(bytesPerSecond * Tick.TotalSeconds));
        listener.Start();
        accepting = AcceptAsync();
    }

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
                lines.Add(LineAsync(await listener.AcceptTcpClientAsync(ended.Token)));
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await Task.WhenAll(lines);
    }

    private async Task LineAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, serverPort, ended.Token);
                await await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream(), ended.Token), DripAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
            {
                // So it ends.
            }
        }
    }

    private async Task DripAsync(NetworkStream from, NetworkStream to)
    {
        var drop = new byte[bytesPerTick];
        while (await from.ReadAsync(drop, ended.Token) is > 0 and var read)
        {
            await to.WriteAsync(drop.AsMemory(0, read), ended.Token);
            if (read == drop.Length)
                await Task.Delay(Tick, TimeProvider.System, ended.Token);
        }
    }
}
