using System.CommandLine;
using Penstock.Bench;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary><c>bench all</c>: one benchmark after the other.</summary>
internal static class BenchAllCommand
{
    public static Command Create(Session session)
    {
        var flags = new BenchFlags();
        var only = new Option<string?>("--only") { Description = "Those alone, with commas: loop,queue.", HelpName = "names" };
        var command = new Command("all", "Measure everything, one after the other; letters are a part of queue.") { only };
        flags.AddTo(command);
        command.SetAction((parsed, _) => BenchRun.RunAsync(Chosen(parsed.GetValue(only)), flags.Read(parsed, session), session));
        return command;
    }

    /// <summary>In the order of <see cref="Benchmarks.Names"/>; the letters are not measured twice.</summary>
    /// <exception cref="SettingException">A name is unknown.</exception>
    public static IReadOnlyList<string> Chosen(string? only)
    {
        var asked = only?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [.. Benchmarks.Names];
        if (asked.FirstOrDefault(name => !Benchmarks.Names.Contains(name)) is { } unknown)
            throw new SettingException($"--only is '{unknown}': of {string.Join(", ", Benchmarks.Names)}, some with commas are allowed.");
        if (asked.Length == 0)
            throw new SettingException($"--only has no name: of {string.Join(", ", Benchmarks.Names)}, some with commas are allowed.");
        return [.. Benchmarks.Names.Where(name => asked.Contains(name) && !(name == QueueBench.Letters && asked.Contains(QueueBench.Name)))];
    }
}
