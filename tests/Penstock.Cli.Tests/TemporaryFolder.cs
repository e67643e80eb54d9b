namespace Penstock.Cli.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = FastFolder.Create("penstock-cli-");

    /// <summary>A SQLite file in it.</summary>
    public string Url => $"sqlite:///{Path}/catalog.db";

    public string Write(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, name);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
