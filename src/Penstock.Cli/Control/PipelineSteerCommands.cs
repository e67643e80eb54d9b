using System.CommandLine;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>pipeline pause</c>, <c>resume</c> and <c>drain</c>.</summary>
internal static class PipelineSteerCommands
{
    public static Command Pause(Session session) =>
        Create("pause", "Claim nothing more on any replica; what is claimed is finished.", DesiredState.Paused, session);

    public static Command Resume(Session session) => Create("resume", "Work again.", DesiredState.Running, session);

    public static Command Drain(Session session) =>
        Create("drain", "Work on until nothing is left, then claim nothing more.", DesiredState.Draining, session);

    private static Command Create(string name, string description, DesiredState state, Session session)
    {
        var (flags, command) = (new ChangeFlags(), new Command(name, description));
        flags.AddTo(command);
        command.SetAction((parsed, _) =>
            flags.RunAsync(parsed, session, (control, pipeline, by) => control.SteerAsync(pipeline, state, by, session.Stopping)));
        return command;
    }
}
