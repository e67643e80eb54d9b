using System.CommandLine;
using Penstock.Bench;
using Penstock.Dev;

namespace Penstock.Cli;

/// <summary><c>bench</c>: what this machine, or a database of yours, can do.</summary>
internal static class BenchCommand
{
    public static Command Create(Session session)
    {
        var group = new Command("bench", "Measure Penstock against the raw limit and a peer, in one run.");
        foreach (var name in Benchmarks.Names)
            group.Add(Create(name, session));
        group.Add(BenchAllCommand.Create(session));
        group.Add(CreateHolder(session));
        group.Add(CreateCluster(session));
        group.Add(SoakCommand.Create(session));
        return group;
    }

    // The process that 'bench queue' kills.
    private static Command CreateHolder(Session session)
    {
        var url = new Option<string>("--db") { Required = true };
        var command = new Command(QueueHolder.CommandName, "Take a batch of a queue and hold it.") { url };
        command.Hidden = true;
        command.SetAction((parsed, _) => QueueHolder.RunAsync(parsed.GetValue(url)!, session.Input, session.Output, session.Stopping));
        return command;
    }

    // The cluster of 'bench kafka'.
    private static Command CreateCluster(Session session)
    {
        var command = new Command(BenchCluster.CommandName, "Play a Kafka cluster, steered by the standard input.");
        command.Hidden = true;
        command.SetAction(_ => MockKafkaOrders.Obey(session.Input, session.Output));
        return command;
    }

    private static Command Create(string name, Session session)
    {
        var flags = new BenchFlags();
        var command = new Command(name, $"Measure the {name}.");
        flags.AddTo(command);
        command.SetAction((parsed, _) => BenchRun.RunAsync([name], flags.Read(parsed, session), session));
        return command;
    }
}
