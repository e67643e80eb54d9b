using System.CommandLine;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>What every benchmark can be told.</summary>
internal sealed class BenchFlags
{
    public const string Quick = "--quick";

    private readonly Option<string?> url = new("--db") { Description = "A PostgreSQL to measure on; without it a throw-away one is started." };
    private readonly Option<bool> json = JsonFlag.Create();
    private readonly Option<bool> quick = new(Quick) { Description = "One round of each contestant in place of five: for a first look." };
    private readonly Option<string?> against = new(OtherCheckout.Flag)
    {
        Description = "The folder of another checkout: its program is built, and both take turns.",
        HelpName = "folder",
    };

    private readonly ValueFlags values = new(new SettingOption(Rounds), new SettingOption(Least));

    private static Setting<int> Rounds { get; } = Setting.Int(
        "Bench:Rounds", null, 2, 1, 100, "With --against: how often each of both runs a benchmark, in the order A B B A.", flag: "--rounds");

    private static Setting<double> Least { get; } = Setting.Number(
        "Bench:Least", null, 0.95, 0.01, 100, "With --against: a ratio below it is worse, and the exit code is 1.", flag: "--least");

    public void AddTo(Command command)
    {
        command.Add(url);
        command.Add(json);
        command.Add(quick);
        command.Add(against);
        values.AddTo(command);
    }

    /// <exception cref="SettingException">A value is not allowed.</exception>
    public BenchAsked Read(ParseResult parsed, Session session) => new(
        parsed.GetValue(url),
        parsed.GetValue(json),
        parsed.GetValue(quick),
        parsed.GetValue(against) is { } folder ? Path.GetFullPath(folder, session.Folder) : null,
        values.Get(parsed, Rounds),
        values.Get(parsed, Least));
}
