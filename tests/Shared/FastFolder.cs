namespace Penstock.Tests;

/// <summary>A temporary folder in memory where the machine has such a place, since a commit waits for its disk there for nothing.</summary>
internal static class FastFolder
{
    private const string InMemory = "/dev/shm";

    public static string Create(string prefix)
    {
        var parent = Directory.Exists(InMemory) ? InMemory : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(parent, prefix + Guid.NewGuid().ToString("N"))).FullName;
    }
}
