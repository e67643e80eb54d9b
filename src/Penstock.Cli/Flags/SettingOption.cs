using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>A setting's flag. Its text is judged by the setting, as the text of its variable is.</summary>
internal sealed class SettingOption : Option<string?>
{
    public SettingOption(Setting setting, bool required = false, string? defaultText = null)
        : base(setting.Flag)
    {
        Setting = setting;
        Required = required;
        HelpName = "value";
        Description = string.Join(' ', Sentences(setting, required ? null : defaultText ?? setting.DefaultText).OfType<string>());
        if (setting is Setting<bool>)
            Arity = ArgumentArity.ZeroOrOne;
    }

    public Setting Setting { get; }

    /// <summary>A switch without a value is on.</summary>
    public string TextIn(ParseResult parsed) => parsed.GetValue(this) ?? (Setting is Setting<bool> ? "true" : "");

    private static IEnumerable<string?> Sentences(Setting setting, string? defaultText)
    {
        yield return setting.Help;
        yield return $"Allowed: {setting.Allowed.TrimEnd(',')}.";
        yield return defaultText is null ? null : $"[default: {defaultText}]";
        yield return setting.Variable is null ? null : $"[{string.Join(", ", setting.OtherVariables.Prepend(setting.Variable))}]";
    }
}
