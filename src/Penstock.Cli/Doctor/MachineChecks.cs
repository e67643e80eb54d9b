using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Penstock.Dev;

namespace Penstock.Cli;

/// <summary>What a machine must have to run Penstock.</summary>
internal static class MachineChecks
{
    private const int UpPort = 8080;
    private const long LeastMemory = 256L * 1024 * 1024;
    private const double Gigabyte = 1024.0 * 1024 * 1024;

    public static IEnumerable<Finding> All(string data, Session session) =>
        [Runtime(), Resources(), DataFolderOf(data, session), PostgresPrograms(), Port()];

    private static Finding Runtime() =>
        new(".NET runtime", Outcome.Ok, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");

    private static Finding Resources()
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        var found = $"{Environment.ProcessorCount} processors, {memory / Gigabyte:0.0} GB of memory";
        return memory >= LeastMemory
            ? new("machine", Outcome.Ok, found)
            : new("machine", Outcome.Warning, found, "give the process at least 256 MB of memory");
    }

    // Asked with a file that goes away again, in the folder itself or in the one where it would be created.
    private static Finding DataFolderOf(string given, Session session)
    {
        var path = Path.GetFullPath(given, session.Folder);
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(path) ?? path;
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder, $".penstock-doctor-{Environment.ProcessId}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new("data folder", Outcome.Ok, folder == path ? $"{path} can be written" : $"{path} can be created");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("data folder", Outcome.Failed, $"{folder} can't be written: {error.Message}", "name another folder with 'up --data DIR'");
        }
    }

    private static Finding PostgresPrograms() => ThrowawayPostgres.IsInstalled
        ? new("PostgreSQL server", Outcome.Ok, "initdb and postgres are found")
        : new("PostgreSQL server", Outcome.Warning, "initdb and postgres are not found", "for the tests and benchmarks: apt-get install postgresql");

    private static Finding Port()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, UpPort);
            listener.Start();
            return new($"port {UpPort}", Outcome.Ok, "free");
        }
        catch (SocketException error)
        {
            return new($"port {UpPort}", Outcome.Warning, error.Message, "choose another port with 'up --port N'");
        }
    }
}
