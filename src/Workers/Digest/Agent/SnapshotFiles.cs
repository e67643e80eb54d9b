using System.Globalization;

namespace Penstock.Workers.Digest;

/// <summary>
/// What is still to be sent, one file a snapshot, the oldest first: it survives the process, and a file is whole or not there. A process
/// that dies between its request and the deletion sends again, which is stored once.
/// </summary>
internal sealed class SnapshotFiles
{
    private const string Waiting = ".json";
    private const string Refused = ".refused";
    private const string Unfinished = ".json.new";
    private const int MostRefused = 100;

    private readonly string folder;
    private readonly int most;
    private long last;

    /// <exception cref="IOException">The folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public SnapshotFiles(string folder, int most)
    {
        (this.folder, this.most) = (folder, most);
        Directory.CreateDirectory(folder);
        // Of a process that died while it wrote.
        Remove(Directory.EnumerateFiles(folder, "*" + Unfinished));
        // A clock that was set back while nobody ran must not write over what waits, nor send before it.
        last = Sorted(Waiting).Concat(Sorted(Refused)).Select(NumberOf).DefaultIfEmpty().Max();
    }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<string> List() => Sorted(Waiting);

    /// <returns>How many were dropped, the oldest, because too many waited.</returns>
    public async ValueTask<int> AddAsync(DateTimeOffset at, byte[] payload, CancellationToken giveUp)
    {
        // Two in one millisecond, or a clock that was set back, must not hide one behind the other.
        last = Math.Max(at.ToUnixTimeMilliseconds(), last + 1);
        var path = Path.Combine(folder, last.ToString("D15", CultureInfo.InvariantCulture) + Waiting);
        await File.WriteAllBytesAsync(Path.ChangeExtension(path, Unfinished), payload, giveUp);
        File.Move(Path.ChangeExtension(path, Unfinished), path, overwrite: true);
        return DropOldest(Waiting, most);
    }

    public static void Remove(IEnumerable<string> files)
    {
        foreach (var file in files)
            File.Delete(file);
    }

    /// <summary>Keeps one that nobody will ever take where a person finds it.</summary>
    public string PutAside(string file)
    {
        var aside = Path.ChangeExtension(file, Refused);
        File.Move(file, aside, overwrite: true);
        DropOldest(Refused, MostRefused);
        return aside;
    }

    // 0 for what somebody else has put there.
    private static long NumberOf(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private int DropOldest(string kind, int most)
    {
        var files = Sorted(kind);
        var tooMany = Math.Max(files.Count - most, 0);
        Remove(files.Take(tooMany));
        return tooMany;
    }

    private List<string> Sorted(string kind) => [.. Directory.EnumerateFiles(folder, "*" + kind).Order(StringComparer.Ordinal)];
}
