using System.CommandLine;
using Penstock.Bench;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary><c>bench soak</c>: the digest under load while servers and processes die, and the total check at the end.</summary>
internal static class SoakCommand
{
    private const int MostMinutes = 10_080;

    public static Command Create(Session session)
    {
        var flags = new ValueFlags(new SettingOption(Minutes));
        var json = JsonFlag.Create();
        var command = new Command("soak", "Load, faults, and at the end the total check, on a throw-away Redis and PostgreSQL.") { json };
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(TimeSpan.FromMinutes(flags.Get(parsed, Minutes)), parsed.GetValue(json), session));
        return command;
    }

    private static Setting<double> Minutes { get; } = Setting.Number(
        "Soak:Minutes", null, 1, 0.1, MostMinutes, "How long messages come and things die.", flag: "--minutes");

    private static async Task RunAsync(TimeSpan length, bool json, Session session)
    {
        try
        {
            var (rows, isSound) = await Benchmarks.SoakAsync(length, session.Error, session.Stopping);
            session.Output.WriteLine(json ? string.Join('\n', rows.Select(BenchText.Json)) : BenchText.Table(rows));
            if (!isSound)
                throw new CommandException("The soak found what must not be: the counts above say what.");
        }
        catch (InvalidOperationException error)
        {
            throw new CommandException(error.Message, error);
        }
    }
}
