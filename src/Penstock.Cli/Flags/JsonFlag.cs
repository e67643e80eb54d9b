using System.CommandLine;

namespace Penstock.Cli;

internal static class JsonFlag
{
    public static Option<bool> Create() => new("--json") { Description = "For programs: one JSON object a line." };
}
