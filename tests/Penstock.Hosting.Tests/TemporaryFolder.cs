namespace Penstock.Hosting.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("penstock-").FullName;

    public SettingSources With(string json, string name = "appsettings.json")
    {
        File.WriteAllText(System.IO.Path.Combine(Path, name), json);
        return new SettingSources { Folder = Path };
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
