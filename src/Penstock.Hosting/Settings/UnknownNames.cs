namespace Penstock.Hosting;

/// <summary>A misspelled name must not be a silent default.</summary>
internal sealed class UnknownNames(IReadOnlyList<SettingSet> known)
{
    private readonly List<Setting> settings = [.. known.SelectMany(set => set.Settings).Distinct()];

    public void Check(IEnumerable<SettingValue> paths, IReadOnlyDictionary<string, string> environment, SettingFile file)
    {
        CheckPaths(paths);
        CheckPrefixes(environment);
        CheckFile(file);
    }

    private void CheckPaths(IEnumerable<SettingValue> paths)
    {
        var names = settings.ConvertAll(setting => setting.PathVariable);
        if (paths.Select(path => path.Name).FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw Unknown(unknown, names, unknown);
    }

    private void CheckPrefixes(IReadOnlyDictionary<string, string> environment)
    {
        var names = settings.SelectMany(setting => setting.OtherVariables.Prepend(setting.Variable)).OfType<string>().ToList();
        var prefixes = known.SelectMany(set => set.Prefixes).ToList();
        foreach (var (name, text) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (prefixes.Exists(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
                && !names.Contains(name, StringComparer.Ordinal)
                && !KubernetesVariables.Contains(name, text))
            {
                throw Unknown(name, names, name);
            }
        }
    }

    private void CheckFile(SettingFile file)
    {
        var names = settings.ConvertAll(setting => setting.FileKey);
        foreach (var (path, text) in file.Values)
        {
            var name = Setting.Root + ":" + path;
            var isEmptySection = text is null && names.Exists(key => key.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
            if (!isEmptySection && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw Unknown(name, names, $"{name} in {file.Name}");
        }
    }

    private static SettingException Unknown(string name, IEnumerable<string> names, string where) =>
        new(NearestName.Of(name, names) is { } near
            ? $"{where} is not a known setting: did you mean {near}?"
            : $"{where} is not a known setting.");
}
