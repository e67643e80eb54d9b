using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Folders that a user named.</summary>
internal static class Folders
{
    /// <returns>Its absolute path, without a slash at the end.</returns>
    /// <exception cref="SettingException">It does not exist, or is no folder.</exception>
    public static string Existing(string flag, string given, Session session)
    {
        var path = given.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(given, session.Folder)) : given;
        if (Directory.Exists(path))
            return path;
        throw new SettingException($"{flag} is '{given}': {(File.Exists(path) ? "it is no folder" : "there is no such folder")}; an existing folder is allowed.");
    }
}
