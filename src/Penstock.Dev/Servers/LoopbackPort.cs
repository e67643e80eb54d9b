using System.Net;
using System.Net.Sockets;

namespace Penstock.Dev;

/// <summary>Ports of 127.0.0.1 that nobody listens on.</summary>
public static class LoopbackPort
{
    private const int Attempts = 5;

    /// <summary>One that is free now; somebody else may take it before it is used.</summary>
    public static int Free()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Starts a server on one, and again on another where somebody took it meanwhile.</summary>
    internal static async Task StartAsync(Func<int, Task> start)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await start(Free());
                return;
            }
            catch (InvalidOperationException taken) when (attempt < Attempts && taken.Message.Contains("already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Between our look and the server's start.
            }
        }
    }
}
