namespace Penstock.Workers.Digest;

/// <summary>Who this machine is, where nobody has said: a UUID in a file, made once.</summary>
public static class AgentId
{
    private const string FileName = "server.id";

    /// <exception cref="IOException">The folder can't be read or written.</exception>
    public static Guid In(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path) && Guid.TryParse(File.ReadAllText(path), out var kept))
            return kept;

        var made = Guid.NewGuid();
        File.WriteAllText(path + ".new", made.ToString("D") + "\n");
        File.Move(path + ".new", path, overwrite: true);
        return made;
    }
}
