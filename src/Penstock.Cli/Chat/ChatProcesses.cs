using System.CommandLine;

namespace Penstock.Cli;

/// <summary>The chat's workers, each a process of its own; any number of each may run.</summary>
internal static class ChatProcesses
{
    public static readonly IReadOnlyList<ChatProcess> All = [.. FlowProcesses.All];

    /// <summary>The commands of <c>run</c>.</summary>
    public static Command[] Create(Session session) => [.. All.Select(process => process.Create(session))];
}
