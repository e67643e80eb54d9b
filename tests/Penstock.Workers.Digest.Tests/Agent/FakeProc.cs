namespace Penstock.Workers.Digest.Tests;

/// <summary>A machine's figures as the kernel shows them, in a folder of our own.</summary>
internal sealed class FakeProc : IDisposable
{
    public FakeProc()
    {
        Write("stat", """
            cpu  1000 20 300 400000 50 6 7 80 9 10
            cpu0 500 10 150 200000 25 3 4 40 4 5
            cpu1 500 10 150 200000 25 3 3 40 5 5
            intr 12345 0 9
            procs_running 3
            procs_blocked 1
            """);
        Write("meminfo", """
            MemTotal:        8000 kB
            MemFree:         1000 kB
            MemAvailable:    5000 kB
            Buffers:          200 kB
            Cached:          2000 kB
            SwapCached:         7 kB
            Active:          3000 kB
            Inactive:        1500 kB
            Active(anon):     999 kB
            SwapTotal:       4000 kB
            SwapFree:        3900 kB
            """);
        Write("diskstats", """
               7       0 loop0 11 0 88 1 0 0 0 0 0 1 1
             259       0 nvme0n1 100 5 2000 30 200 6 4000 60 0 1500 90 0 0 0 0
             259       1 nvme0n1p1 90 5 1900 30 190 6 3900 60 0 1400 90 0 0 0 0
               8       0 sda 10 0 20 3 20 0 40 6 0 500 9
             253       0 dm-0 10 0 20 3 20 0 40 6 0 500 9
            """);
        Write("net/dev", """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo: 999 9 0 0 0 0 0 0 999 9 0 0 0 0 0 0
              eth0: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0
              wlan0:500 5 0 0 0 0 0 0 600 6 0 0 0 0 0 0
            veth12: 7 7 7 7 0 0 0 0 7 7 7 7 0 0 0 0
            """);
        Write("loadavg", "0.52 1.04 2.08 3/456 7890\n");
        Write("uptime", "12345.67 99999.00\n");
        Process(1, "init", userTicks: 150, systemTicks: 50, pages: 10);
        Process(2, "kthreadd", userTicks: 0, systemTicks: 9, pages: 0);
        Process(30, "web server) x", userTicks: 1000, systemTicks: 0, pages: 4);
        Process(31, "web server) x", userTicks: 500, systemTicks: 25, pages: 6);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("penstock-proc-").FullName;

    public void Remove(string name) => File.Delete(Path.Combine(Folder, name));

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Process(int id, string name, int userTicks, int systemTicks, int pages) =>
        Write($"{id}/stat", $"{id} ({name}) S 1 1 1 0 -1 4194560 1 2 3 4 {userTicks} {systemTicks} 0 0 20 0 1 0 25 1000000 {pages} 18446744073709551615\n");

    private void Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
