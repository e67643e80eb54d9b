using System.CommandLine;
using System.Globalization;
using Penstock.Hosting;
using Penstock.Workers.Marker;

namespace Penstock.Cli;

/// <summary><c>marker name</c>: the name that a node gives at a moment.</summary>
internal static class MarkerNameCommand
{
    private static readonly Setting<long> AtMs = new()
    {
        Key = "AtMs",
        Help = "Unix time.",
        Allowed = $"a whole number of milliseconds from 0 to {DesName.MaxEpochMs}",
        Default = 0,
        Parser = (string text, out long ms) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out ms) && ms is >= 0 and <= DesName.MaxEpochMs,
    };

    private static readonly Setting<int> Node = Setting.Int("Node", null, 0, 0, DesName.MaxNode, "Node id.");
    private static readonly Setting<int> Seq = Setting.Int("Seq", null, 0, 0, DesName.MaxSeq, "Sequence number within the millisecond.");
    private static readonly Setting<string> Prefix = Setting.Text(
        "Prefix", null, DesName.DefaultPrefix, "Beginning of the name.", "[A-Za-z0-9]{1,228}", "a prefix of ASCII letters and digits, up to 228,");
    private static readonly Setting<int> WrapBits = Setting.Int(
        "WrapBits", null, DesName.MaxWrapBits, 1, DesName.MaxWrapBits, "Bits of the millisecond that the name keeps.");

    public static Command Create(Session session)
    {
        var flags = new ValueFlags(
            new SettingOption(AtMs, required: true), new SettingOption(Node, required: true), new SettingOption(Seq, required: true),
            new SettingOption(Prefix), new SettingOption(WrapBits));
        var command = new Command("name", "Print a name with its hash and shard as one JSON line.");
        flags.AddTo(command);
        command.SetAction(parsed => session.Output.WriteLine(MarkText.Of(NameOf(flags, parsed), Shard.DefaultBits)));
        return command;
    }

    private static string NameOf(ValueFlags flags, ParseResult parsed) => DesName.Format(
        flags.Get(parsed, AtMs), flags.Get(parsed, Node), flags.Get(parsed, Seq), flags.Get(parsed, Prefix), flags.Get(parsed, WrapBits));
}
