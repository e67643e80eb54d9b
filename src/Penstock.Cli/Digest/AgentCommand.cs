using System.CommandLine;
using Penstock.Hosting;
using Penstock.Workers.Digest;

namespace Penstock.Cli;

/// <summary><c>agent</c>: this machine's figures, sent to an ingest endpoint again and again.</summary>
internal static class AgentCommand
{
    public static Command Create(Session session)
    {
        var flags = new SettingFlags([.. AgentSettings.All.Settings, .. HostSettings.All.Settings]);
        var command = new Command("agent", "Send this machine's figures to where metrics are taken in; what can't be sent waits in files.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(flags.Read(parsed, session), session));
        return command;
    }

    // Without a port of its own: it runs on every machine, beside whatever is there.
    private static async Task<int> RunAsync(SettingsReader settings, Session session)
    {
        var agent = AgentSettings.Options(settings, session.Folder);
        var options = WorkerHostOptions.From(settings, "agent", new LogProfile()) with { Time = session.Time, Services = services => services.AddAgent(agent) };
        await using var host = WorkerHost.Build(options);
        return await host.RunAsync(session.Stopping);
    }
}
