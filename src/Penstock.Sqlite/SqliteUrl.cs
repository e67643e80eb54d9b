using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>
/// <c>sqlite:///file</c> names a file below the current directory, <c>sqlite:////dir/file</c> one from the root. A path that only
/// exists from the root is taken from there with three slashes too.
/// </summary>
internal static class SqliteUrl
{
    public static string PathOf(StoreUrl url)
    {
        var rest = Uri.UnescapeDataString(url.Rest.Split('?')[0]);
        if (!rest.StartsWith('/') || rest.Length < 2 || rest.EndsWith('/') || rest.Contains(":memory:", StringComparison.Ordinal))
            throw new FormatException("sqlite:///file is allowed, or sqlite:////dir/file for a path from the root; a memory database would be lost with the process");

        var relative = Path.GetFullPath(rest[1..]);
        if (Directory.Exists(Path.GetDirectoryName(relative)))
            return relative;

        return Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(rest)))
            ? Path.GetFullPath(rest)
            : throw new FormatException($"the folder {Path.GetDirectoryName(relative)} does not exist");
    }
}
