using System.Runtime.InteropServices;

namespace Penstock.Workers.Marker;

/// <summary>What the import needs to know of an entry of a folder; links are never followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="ModifiedAt">UTC.</param>
/// <param name="Identity">The same for two paths to one thing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileFacts(FileKind Kind, DateTimeOffset ModifiedAt, (ulong Device, ulong Inode) Identity)
{
    /// <exception cref="IOException">The system refuses to tell; the message says why.</exception>
    public static FileFacts Of(string path) => OperatingSystem.IsLinux() ? Statx.Read(path) : Portable(path);

    // Without statx a FIFO or a device can't be told from a file.
    private static FileFacts Portable(string path)
    {
        var attributes = File.GetAttributes(path);
        var kind = attributes.HasFlag(FileAttributes.ReparsePoint) || attributes.HasFlag(FileAttributes.Device) ? FileKind.Other
            : attributes.HasFlag(FileAttributes.Directory) ? FileKind.Folder
            : FileKind.Regular;
        return new(kind, new DateTimeOffset(File.GetLastWriteTimeUtc(path)), (0, (ulong)StringComparer.Ordinal.GetHashCode(Path.GetFullPath(path))));
    }
}
