using System.Runtime.CompilerServices;

namespace Penstock.EndToEnd.Tests;

/// <summary>What programs of other versions left behind, a folder each, named after the commit that wrote it (<c>eng/old-data.sh</c>).</summary>
internal static class OldData
{
    public static IReadOnlyList<string> Versions { get; } =
        [.. Directory.GetDirectories(Path.Combine(Here(), "Data")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>Each version's data on each kind of store.</summary>
    public static TheoryData<string, string> Stores
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var version in Versions)
            {
                all.Add(version, "sqlite");
                all.Add(version, "postgresql");
            }

            return all;
        }
    }

    public static TheoryData<string> All => [.. Versions];

    public static string Text(string version, string file) => File.ReadAllText(Path.Combine(Here(), "Data", version, file));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
