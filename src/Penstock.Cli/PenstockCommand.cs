using System.CommandLine;

namespace Penstock.Cli;

/// <summary>The program: every command with its place.</summary>
internal static class PenstockCommand
{
    public static RootCommand Create(Session session)
    {
        var root = new RootCommand("Dependable background workers.")
        {
            UpCommand.Create(session),
            Group(
                "run", "Run a worker.",
                [RunMarkerCommand.Create(session), RunDigestCommand.Create(session), RunIngestCommand.Create(session), .. ChatProcesses.Create(session)]),
            Group("chat", "The message flow of a chat.", ChatTokenCommand.Create(session)),
            Group("marker", "Names, hashes and shards, worked out by hand.", MarkerNameCommand.Create(session), MarkerShardCommand.Create(session)),
            Group("catalog", "The table of what is to be marked.", CatalogImportCommand.Create(session)),
            Group("queue", "Messages that wait.", QueueListCommand.Create(session), QueuePeekCommand.Create(session), QueueSendCommand.Create(session)),
            TraceCommand.Create(session),
            Group(
                "pipeline", "Steer the pipelines of all processes on a store.", PipelineListCommand.Create(session), PipelineShowCommand.Create(session),
                PipelineSteerCommands.Pause(session), PipelineSteerCommands.Resume(session), PipelineSteerCommands.Drain(session),
                PipelineLimitCommand.Create(session)),
            AuditCommand.Create(session),
            Group(
                "dlq", "Dead letters: what was given up, and why.", DlqListCommand.Create(session), DlqGroupsCommand.Create(session),
                DlqShowCommand.Create(session), DlqEditCommand.Create(session), DlqReplayCommand.Create(session),
                DlqDiscardCommand.Create(session), DlqExportCommand.Create(session)),
            Group("db", "The database's schema.", DbMigrateCommand.Create(session)),
            AgentCommand.Create(session),
            BenchCommand.Create(session),
            DoctorCommand.Create(session),
        };
        root.HelpName = "penstock";
        root.Directives.Clear();
        return root;
    }

    private static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        var group = new Command(name, description);
        foreach (var command in commands)
            group.Add(command);
        return group;
    }
}
