using System.Collections.Concurrent;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>A locked file a key, in a folder beside the database. The system frees it when the process dies, however it dies.</summary>
internal sealed class FileLocks(string folder) : ISessionLocks, IDisposable
{
    private readonly ConcurrentDictionary<(string Space, int Key), FileStream> held = new();

    public ValueTask<bool> TryTakeAsync(string space, int key, CancellationToken giveUp)
    {
        if (Holds(space, key))
            return ValueTask.FromResult(true);

        if (Open(space, key) is not { } file)
            return ValueTask.FromResult(false);

        held[(space, key)] = file;
        return ValueTask.FromResult(true);
    }

    public ValueTask FreeAsync(string space, int key, CancellationToken giveUp)
    {
        if (held.TryRemove((space, key), out var file))
            file.Dispose();
        return ValueTask.CompletedTask;
    }

    public bool Holds(string space, int key) => held.ContainsKey((space, key));

    /// <summary>True where nobody holds it, this process included.</summary>
    public bool IsFree(string space, int key)
    {
        using var file = Holds(space, key) ? null : Open(space, key);
        return file is not null;
    }

    public void Dispose()
    {
        foreach (var file in held.Values)
            file.Dispose();
        held.Clear();
    }

    private FileStream? Open(string space, int key)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // Gone with its holder; a look at a dead holder's file removes that too.
            return new FileStream(
                Path.Combine(folder, $"{space}-{key}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another process has it.
            return null;
        }
    }
}
