using System.Net;

namespace Penstock.Cli;

/// <summary>How a process calls what it listens on itself.</summary>
internal static class LocalAddress
{
    public static Uri Of(IPAddress listening, int port)
    {
        var address = listening.Equals(IPAddress.Any) ? IPAddress.Loopback : listening.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : listening;
        return new UriBuilder("http", address.ToString(), port).Uri;
    }
}
