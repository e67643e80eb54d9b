using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Penstock.Hosting;

/// <summary>A port that can't be had is the user's to solve: say which, and how.</summary>
internal static class ListenFailure
{
    public static SettingException From(Exception error, WorkerHostOptions options) =>
        new($"{Where(error, options)} {ReasonOf(error)}");

    /// <summary>Null when listening is not what failed.</summary>
    public static string? ReasonOf(Exception? error) =>
        error is null ? null : Reason(error) ?? ReasonOf(error.InnerException);

    private static string? Reason(Exception cause) => cause switch
    {
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            "is in use: end the program that holds it, or choose another port with --port (0 = no HTTP).",
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "is not allowed for this user: choose a port from 1024 on with --port (0 = no HTTP).",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "is not an address of this machine: choose one with --host, such as 127.0.0.1 or 0.0.0.0.",
        _ => null,
    };

    // Kestrel names the end point in its message only.
    private static string Where(Exception error, WorkerHostOptions options)
    {
        var ports = options.Ports.Where(port => error.Message.Contains($":{port}:", StringComparison.Ordinal)).ToList();
        return $"Port {string.Join(" or ", ports is [] ? options.Ports : ports)} on {options.Address}";
    }
}
