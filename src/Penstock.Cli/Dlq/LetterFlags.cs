using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>Which letters a command means.</summary>
internal sealed class LetterFlags
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(36_500);

    private static readonly Setting<string?> Pipeline = Setting.OptionalText("Pipeline", null, "Letters of this pipeline; 'marker' has a table of its own, 'digest' a stream in its Redis.");

    private static readonly Setting<string?> Match = Setting.OptionalText(
        "Match", null, "Letters whose error holds this text (as 'dlq groups' shows it), or whose origin or key begins with it; or a group's fingerprint.");

    private static readonly Setting<TimeSpan> OlderThan = Setting.Duration(
        "OlderThan", null, TimeSpan.Zero, TimeSpan.Zero, Longest, "Letters parked at least that long ago.");

    private readonly Setting<int?> limit;
    private readonly ValueFlags flags;
    private readonly IReadOnlyList<SettingOption> options;
    private readonly bool hasLimit;

    /// <param name="limitHelp">What a limit does; null for a command without one.</param>
    public LetterFlags(string? limitHelp)
    {
        hasLimit = limitHelp is not null;
        limit = Setting.OptionalInt("Limit", null, 1, 1_000_000_000, limitHelp ?? "");
        options = [new SettingOption(Pipeline), new SettingOption(Match), new SettingOption(OlderThan, defaultText: "any age")];
        flags = new ValueFlags(hasLimit ? [.. options, new SettingOption(limit)] : options);
    }

    /// <summary>What <see cref="AllFlag"/> looks for; a limit alone is no filter.</summary>
    public IReadOnlyList<Option> Filters => options;

    public void AddTo(Command command) => flags.AddTo(command);

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public LetterFilter Read(ParseResult parsed) => new()
    {
        Pipeline = flags.Get(parsed, Pipeline),
        Match = flags.Get(parsed, Match),
        OlderThan = flags.Get(parsed, OlderThan) is { Ticks: > 0 } age ? age : null,
        Limit = hasLimit ? flags.Get(parsed, limit) : null,
    };
}
