using System.IO.Enumeration;
using System.Runtime.InteropServices;

namespace Penstock.Workers.Marker;

/// <summary>A regular file below the folder.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FoundFile(string Path, DateTimeOffset ModifiedAt);

/// <summary>All regular files below a folder, hidden ones too. Linked folders are not entered.</summary>
/// <param name="root">An absolute path; a link is followed here.</param>
/// <param name="leaveOut">A folder that is not entered; null for none.</param>
/// <param name="passOver">Told about each path that can't be catalogued, and why.</param>
internal sealed class FolderWalk(string root, string? leaveOut, Action<string, string> passOver)
{
    /// <summary>Characters that the column <c>source_key</c> holds.</summary>
    public const int LongestPath = 1024;

    private const char Undecodable = '\uFFFD';

    // Nothing is skipped or swallowed here: what is passed over is told.
    private static readonly EnumerationOptions All = new() { AttributesToSkip = default, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private readonly (ulong Device, ulong Inode)? leftOut = leaveOut is null ? null : FileFacts.Of(leaveOut).Identity;

    public IEnumerable<FoundFile> Files()
    {
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var path in Entries(folder))
            {
                var facts = Facts(path);
                if (facts.Kind == FileKind.Folder && facts.Identity != leftOut)
                    folders.Push(path);
                else if (facts.Kind == FileKind.Regular && Fits(path))
                    yield return new FoundFile(path, facts.ModifiedAt);
            }
        }
    }

    // One folder at a time in memory, so that reading it can fail in one place.
    private List<string> Entries(string folder)
    {
        var paths = new List<string>();
        try
        {
            paths.AddRange(new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), All));
        }
        catch (DirectoryNotFoundException)
        {
            // It went away since it was listed.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            passOver(folder, error.Message);
        }

        return paths;
    }

    private FileFacts Facts(string path)
    {
        try
        {
            var facts = FileFacts.Of(path);
            if (facts.Kind == FileKind.Gone && path.Contains(Undecodable, StringComparison.Ordinal))
                passOver(path, "its name is not UTF-8");
            return facts;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            passOver(path, error.Message);
            return default;
        }
    }

    // The column counts code points.
    private bool Fits(string path)
    {
        if (path.Length <= LongestPath || path.EnumerateRunes().Count() <= LongestPath)
            return true;
        passOver(path, $"its path is longer than {LongestPath} characters");
        return false;
    }
}
