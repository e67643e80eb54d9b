using System.Text.Json;
using System.Text.RegularExpressions;

namespace Penstock.Workers.Digest;

/// <summary>The room on the root's file system, and what all disks have done since the start of the machine.</summary>
internal static partial class DiskFigures
{
    // The kernel counts in sectors of that size, whatever the disk's are.
    private const long SectorBytes = 512;

    public static void Write(Utf8JsonWriter json, ProcFolder proc)
    {
        Room(json);
        var disks = proc.Lines("diskstats").Select(ProcFolder.Words).Where(words => words.Length >= 13 && WholeDisk().IsMatch(words[2])).ToList();
        if (disks.Count == 0)
            return;

        json.WriteNumber("disk_reads_completed_total", Sum(disks, 3));
        json.WriteNumber("disk_writes_completed_total", Sum(disks, 7));
        json.WriteNumber("disk_read_bytes_total", Sum(disks, 5) * SectorBytes);
        json.WriteNumber("disk_written_bytes_total", Sum(disks, 9) * SectorBytes);
        json.WriteNumber("disk_io_time_seconds_total", Sum(disks, 12) / 1000.0);
    }

    private static void Room(Utf8JsonWriter json)
    {
        var root = new DriveInfo("/");
        if (!root.IsReady)
            return;

        json.WriteNumber("disk_total_bytes", root.TotalSize);
        json.WriteNumber("disk_free_bytes", root.TotalFreeSpace);
        json.WriteNumber("disk_available_bytes", root.AvailableFreeSpace);
    }

    private static long Sum(List<string[]> disks, int word) => disks.Sum(words => ProcFolder.Whole(words[word]));

    // Partitions, and what is made of disks (dm, md, loop), would count the same work again.
    [GeneratedRegex("^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeDisk();
}
