using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>Values of one command that no variable and no file gives, judged in the same way and with the same words as settings.</summary>
internal sealed class ValueFlags(params IReadOnlyList<SettingOption> options)
{
    public void AddTo(Command command)
    {
        foreach (var option in options)
            command.Add(option);
    }

    /// <exception cref="SettingException">The value is not allowed.</exception>
    public T Get<T>(ParseResult parsed, Setting<T> setting)
    {
        var option = options.First(option => option.Setting == setting);
        if (parsed.GetResult(option) is null or { Implicit: true })
            return setting.Default;
        var text = option.TextIn(parsed);
        return setting.TryParse(text, out var value)
            ? value
            : throw new SettingException($"{setting.Flag} is '{text}': {setting.Allowed} is allowed.");
    }
}
