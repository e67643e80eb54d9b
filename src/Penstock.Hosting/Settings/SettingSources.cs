using System.Collections;

namespace Penstock.Hosting;

/// <summary>
/// Where values come from, the strongest first: flags, <c>Penstock__…</c> variables, the workers' own variables, the file, the default.
/// An empty variable or an empty text in the file counts as unset.
/// </summary>
public sealed record SettingSources
{
    public const string DefaultFile = "appsettings.json";

    /// <summary>What was given on the command line: <c>--batch-size</c> → <c>200</c>.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The file that <c>--config</c> named: it must exist. Null: <see cref="DefaultFile"/>, if it is there.</summary>
    public string? ConfigFile { get; init; }

    public string Folder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The process's own variables and current directory.</summary>
    public static SettingSources OfProcess(IReadOnlyDictionary<string, string> flags, string? configFile = null) => new()
    {
        Flags = flags,
        ConfigFile = configFile,
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal),
    };

    /// <summary>Gathers the values and refuses names that none of the sets knows.</summary>
    /// <param name="known">The sets of all workers, also of those that do not run: one file may serve them all.</param>
    /// <exception cref="SettingException">The file can't be read, or a name is unknown.</exception>
    public SettingsReader Read(params IReadOnlyList<SettingSet> known)
    {
        var file = SettingFile.Read(Folder, ConfigFile);
        var paths = PathVariables();
        new UnknownNames(known).Check(paths.Values, Environment, file);
        return new SettingsReader(this, paths, file);
    }

    private Dictionary<string, SettingValue> PathVariables()
    {
        const string prefix = Setting.Root + "__";
        var found = new Dictionary<string, SettingValue>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, text) in Environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                found[name[prefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = new(name, text);
        }

        return found;
    }
}
