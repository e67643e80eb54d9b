using System.CommandLine;
using Penstock.Bench;
using Penstock.Dev;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary><c>bench</c>: what this machine, or a database of yours, can do.</summary>
internal static class BenchCommand
{
    public static Command Create(Session session)
    {
        var group = new Command("bench", "Measure Penstock against the raw limit and a peer, in one run.");
        foreach (var name in Benchmarks.Names)
            group.Add(Create(name, session));
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
        var url = new Option<string?>("--db") { Description = "A PostgreSQL to measure on; without it a throw-away one is started." };
        var json = JsonFlag.Create();
        var command = new Command(name, $"Measure the {name}.") { url, json };
        command.SetAction((parsed, _) => RunAsync(name, parsed.GetValue(url), parsed.GetValue(json), session));
        return command;
    }

    private static async Task RunAsync(string name, string? url, bool json, Session session)
    {
        try
        {
            var rows = await Benchmarks.RunAsync(name, url, session.Error, session.Stopping);
            session.Output.WriteLine(json ? string.Join('\n', rows.Select(BenchText.Json)) : BenchText.Table(rows));
        }
        catch (FormatException error)
        {
            throw new SettingException($"--db is no address to measure on: {error.Message}.");
        }
        catch (InvalidOperationException error)
        {
            throw new CommandException(error.Message, error);
        }
    }
}
