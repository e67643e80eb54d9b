using System.Globalization;

namespace Penstock.Dev;

/// <summary>Where PostgreSQL's programs are, and how to run those that refuse root.</summary>
internal sealed class PostgresPrograms
{
    private const string DebianFolder = "/usr/lib/postgresql";

    private const string Memory = "/dev/shm";

    // A server with some hundred databases takes three gigabytes.
    private const long EnoughMemory = 8L << 30;

    private readonly string _folder;

    private PostgresPrograms(string folder) => _folder = folder;

    public static PostgresPrograms? Find()
        => OperatingSystem.IsLinux()
            ? OnPath().Concat(OfDebian()).Where(IsComplete).Select(folder => new PostgresPrograms(folder)).FirstOrDefault()
            : null; // setsid and setpriv are Linux programs

    public string PathOf(string program) => Path.Combine(_folder, program);

    /// <summary>The command line that runs a program as the user the server runs as.</summary>
    public static IEnumerable<string> AsServerUser(params IEnumerable<string> command)
        => Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. command] : command;

    /// <param name="inMemory">Nothing in it has to outlive the machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string> CreateFolderAsync(bool inMemory, CancellationToken cancellationToken)
    {
        var template = Path.Combine(inMemory && HasMemory() ? Memory : Path.GetTempPath(), "penstock-postgres-XXXXXX");
        string[] command = [.. AsServerUser("mktemp", "-d", template)];
        var output = await ProgramRun.OutputAsync(command[0], command[1..], cancellationToken);
        return output.TrimEnd();
    }

    /// <summary>The major version that made the data in a server's folder.</summary>
    public static int VersionIn(string folder) => int.Parse(File.ReadAllText(Path.Combine(folder, "data", "PG_VERSION")), CultureInfo.InvariantCulture);

    private static bool HasMemory() => Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory;

    private static bool IsComplete(string folder)
        => Array.TrueForAll(["initdb", "postgres", "psql"], program => File.Exists(Path.Combine(folder, program)));

    // A link on PATH leads to the folder where the other programs are.
    private static IEnumerable<string> OnPath()
        => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "postgres"))
            .Where(File.Exists)
            .Select(file => Path.GetDirectoryName(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)!);

    private static IEnumerable<string> OfDebian()
        => Directory.Exists(DebianFolder)
            ? Directory.GetDirectories(DebianFolder).OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin"))
            : [];

    private static int VersionOf(string folder)
        => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
}
