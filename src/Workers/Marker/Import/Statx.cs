using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Penstock.Workers.Marker;

/// <summary>Linux tells an entry's type, time and identity in one call; .NET has no word for sockets, FIFOs and devices.</summary>
internal static partial class Statx
{
    private const int CurrentFolder = -100;
    private const int NoFollowNoAutomount = 0x100 | 0x800;
    private const uint TypeTimeInode = 0x1 | 0x40 | 0x100;
    private const int NoSuchEntry = 2;
    private const int NotAFolder = 20;
    private const int TypeMask = 0xF000;
    private const int FolderType = 0x4000;
    private const int RegularType = 0x8000;

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private static readonly long FirstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();

    public static FileFacts Read(string path)
    {
        if (Call(CurrentFolder, path, NoFollowNoAutomount, TypeTimeInode, out var answer) == 0)
            return new(KindOf(answer.Mode), At(answer.ModifiedSeconds, answer.ModifiedNanoseconds), (((ulong)answer.DeviceMajor << 32) | answer.DeviceMinor, answer.Inode));

        var error = Marshal.GetLastPInvokeError();
        return error is NoSuchEntry or NotAFolder
            ? new(FileKind.Gone, default, default)
            : throw new IOException(new Win32Exception(error).Message);
    }

    private static FileKind KindOf(ushort mode) => (mode & TypeMask) switch
    {
        RegularType => FileKind.Regular,
        FolderType => FileKind.Folder,
        _ => FileKind.Other,
    };

    // A file system may hold any 64-bit time; a calendar ends at the year 9999.
    private static DateTimeOffset At(long seconds, uint nanoseconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, FirstSecond, LastSecond)).AddTicks(nanoseconds / 100);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Call(int folder, string path, int flags, uint mask, out Answer answer);

    // struct statx of linux/stat.h, the same on every architecture.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Answer
    {
        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
