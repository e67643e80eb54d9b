using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Settings as flags of a command, with <c>--config</c>; read from all their sources.</summary>
internal sealed class SettingFlags
{
    private readonly List<SettingOption> options;
    private readonly Option<string?> config = new("--config")
    {
        HelpName = "file",
        Description = $"Settings in JSON. [default: {SettingSources.DefaultFile}, where it exists]",
    };

    public SettingFlags(params IEnumerable<Setting> settings) =>
        options = [.. settings.DistinctBy(setting => setting.Flag).Select(setting => new SettingOption(setting))];

    private SettingFlags(List<SettingOption> options) => this.options = options;

    /// <summary>The same, with other words for a default that the command replaces.</summary>
    public SettingFlags With(Setting setting, string defaultText) =>
        new([.. options.Select(option => option.Setting == setting ? new SettingOption(setting, defaultText: defaultText) : option)]);

    public void AddTo(Command command)
    {
        foreach (var option in options)
            command.Add(option);
        command.Add(config);
    }

    /// <exception cref="SettingException">The file can't be read, or a name is unknown.</exception>
    public SettingsReader Read(ParseResult parsed, Session session) =>
        new SettingSources
        {
            Flags = options.Where(option => parsed.GetResult(option) is { Implicit: false })
                .ToDictionary(option => option.Setting.Flag, option => option.TextIn(parsed), StringComparer.Ordinal),
            Environment = session.Environment,
            ConfigFile = parsed.GetValue(config),
            Folder = session.Folder,
        }.Read(Families.All);
}
