using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>The folder in which one <c>up</c> at a time keeps what it has.</summary>
internal sealed class DataFolder : IDisposable
{
    private const long MostLogBytes = 16 * 1024 * 1024;

    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    public string Path { get; }

    public string Demo => System.IO.Path.Combine(Path, "demo");

    /// <summary>Of the agent: what is not sent yet.</summary>
    public string Agent => System.IO.Path.Combine(Path, "agent");

    public string Log => System.IO.Path.Combine(Path, "penstock.log");

    public StoreUrl Database => In("catalog.db");

    public StoreUrl ChatDatabase => In("chat.db");

    /// <summary>Creates it where it is missing, and holds it until it is disposed.</summary>
    /// <exception cref="SettingException">It can't be created or written, or another process holds it.</exception>
    public static DataFolder Take(string given, string? watched, Session session)
    {
        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(given, session.Folder));
        if (watched is not null && (watched + "/").StartsWith(path + "/", StringComparison.Ordinal))
            throw new SettingException($"--catalog is '{watched}': it lies in the data folder {path}; a folder outside of it is allowed.");
        return new DataFolder(path, Hold(given, path));
    }

    /// <summary>Appends; what was there is put aside when it has grown large.</summary>
    public FileStream OpenLog()
    {
        if (File.Exists(Log) && new FileInfo(Log).Length > MostLogBytes)
            File.Move(Log, Log + ".1", overwrite: true);
        return new FileStream(Log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
    }

    public void Dispose() => held.Dispose();

    private StoreUrl In(string file) => StoreUrl.Parse(
        "sqlite:///" + string.Join('/', System.IO.Path.Combine(Path, file).Split('/', '\\').Select(Uri.EscapeDataString)));

    private static FileStream Hold(string given, string path)
    {
        if (File.Exists(path))
            throw new SettingException($"--data is '{given}': it is no folder; a folder is allowed.");
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"--data is '{given}': it can't be created ({error.Message}); a folder that can be written is allowed.");
        }

        try
        {
            return new FileStream(System.IO.Path.Combine(path, "up.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException)
        {
            throw new SettingException($"--data is '{given}': it can't be written; a folder that can be written is allowed.");
        }
        catch (IOException error) when (error.HResult is EAgain or EAgainOfMac)
        {
            throw new SettingException($"--data is '{given}': another penstock up uses it; end that one, or choose another folder.");
        }
        catch (IOException error)
        {
            throw new SettingException($"--data is '{given}': it can't be written ({error.Message}); a folder that can be written is allowed.");
        }
    }

    private const int EAgain = 11;
    private const int EAgainOfMac = 35;
}
