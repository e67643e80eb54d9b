namespace Penstock.Hosting;

/// <summary>The values of one process, each with where it came from.</summary>
public sealed class SettingsReader
{
    private readonly SettingSources sources;
    private readonly IReadOnlyDictionary<string, SettingValue> paths;
    private readonly SettingFile file;

    internal SettingsReader(SettingSources sources, IReadOnlyDictionary<string, SettingValue> paths, SettingFile file)
    {
        this.sources = sources;
        this.paths = paths;
        this.file = file;
    }

    /// <summary>The variables, for what is configured by them alone (<c>OTEL_…</c>, <c>NO_COLOR</c>).</summary>
    public IReadOnlyDictionary<string, string> Environment => sources.Environment;

    /// <summary>The value of the strongest source, or the default.</summary>
    /// <exception cref="SettingException">The value is not allowed, or a required one is unset.</exception>
    public T Get<T>(Setting<T> setting)
    {
        if (Find(setting) is not { } found)
            return setting.Required ? throw Missing(setting) : setting.Default;
        return setting.TryParse(found.Text, out var value) ? value : throw Refused(setting, found);
    }

    /// <summary>Whether a source other than the default gives a value.</summary>
    public bool IsSet(Setting setting) => Find(setting) is not null;

    /// <summary>The flag, variable or file key that gave the value, or <c>default</c>.</summary>
    public string OriginOf(Setting setting) => Find(setting)?.Name ?? "default";

    /// <summary>Reads every setting of a set, so that a wrong one stops the start and not the work.</summary>
    /// <exception cref="SettingException">The first that is not allowed or missing.</exception>
    public void Check(SettingSet set)
    {
        foreach (var setting in set.Settings)
        {
            var found = Find(setting);
            if (found is null && setting.Required)
                throw Missing(setting);
            if (found is { } value && !setting.Accepts(value.Text))
                throw Refused(setting, value);
        }
    }

    private SettingValue? Find(Setting setting) =>
        FromFlag(setting) ?? FromPathVariable(setting) ?? FromVariable(setting) ?? FromFile(setting);

    private SettingValue? FromFlag(Setting setting) =>
        sources.Flags.TryGetValue(setting.Flag, out var text) ? new SettingValue(setting.Flag, text) : null;

    private SettingValue? FromPathVariable(Setting setting) =>
        paths.TryGetValue(setting.Key, out var value) && !string.IsNullOrWhiteSpace(value.Text) ? value : null;

    private SettingValue? FromVariable(Setting setting) =>
        setting.OtherVariables.Prepend(setting.Variable).OfType<string>().Select(InEnvironment).FirstOrDefault(found => found is not null);

    private SettingValue? InEnvironment(string name) =>
        sources.Environment.TryGetValue(name, out var text)
        && !string.IsNullOrWhiteSpace(text)
        && !KubernetesVariables.IsServicePort(name, text)
            ? new SettingValue(name, text)
            : null;

    private SettingValue? FromFile(Setting setting) =>
        file.Values.TryGetValue(setting.Key, out var text) && !string.IsNullOrWhiteSpace(text)
            ? new SettingValue($"{setting.FileKey} in {file.Name}", text)
            : null;

    private static SettingException Refused(Setting setting, SettingValue found) =>
        new($"{found.Name} is '{setting.Show(found.Text)}': {setting.Allowed} is allowed.");

    private static SettingException Missing(Setting setting) =>
        new($"{setting.Variable ?? setting.PathVariable} is not set: {setting.Allowed} is needed; {setting.Flag} gives it too.");
}
