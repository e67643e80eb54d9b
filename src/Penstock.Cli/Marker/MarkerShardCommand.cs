using System.CommandLine;
using Penstock.Hosting;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>marker shard</c>: where a name belongs.</summary>
internal static class MarkerShardCommand
{
    private static readonly Setting<int> Bits = Setting.Int("Bits", null, Shard.DefaultBits, 1, Shard.MaxBits, "Top bits of the digest that are the shard.");

    public static Command Create(Session session)
    {
        var name = new Argument<string>("name") { HelpName = "name", Description = "Any text." };
        var flags = new ValueFlags(new SettingOption(Bits));
        var command = new Command("shard", "Print the hash and the shard of a name as one JSON line.") { name };
        flags.AddTo(command);
        command.SetAction(parsed => session.Output.WriteLine(MarkText.Of(parsed.GetRequiredValue(name), flags.Get(parsed, Bits))));
        return command;
    }
}
