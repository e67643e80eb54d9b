using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>A filter that somebody forgot must not mean everything.</summary>
internal static class AllFlag
{
    public static Option<bool> Create(string what) => new("--all") { Description = $"All {what}, in place of a filter." };

    /// <exception cref="SettingException">Neither <c>--all</c> nor a filter is given, or both.</exception>
    public static void Require(ParseResult parsed, Option<bool> all, params IReadOnlyList<Option> filters)
    {
        var given = filters.FirstOrDefault(filter => parsed.GetResult(filter) is { Implicit: false });
        if (given is null && !parsed.GetValue(all))
            throw new SettingException($"No filter is given: {string.Join(", ", filters.Select(filter => filter.Name))} or, for everything, --all is needed.");
        if (given is not null && parsed.GetValue(all))
            throw new SettingException($"--all is given beside {given.Name}: one of the two is allowed.");
    }
}
