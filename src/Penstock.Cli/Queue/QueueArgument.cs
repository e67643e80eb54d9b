using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A queue's name on the command line.</summary>
internal static class QueueArgument
{
    public static Argument<string> Create() => new("queue") { HelpName = "queue", Description = "The queue's name." };

    /// <exception cref="SettingException">It is no name.</exception>
    public static string Read(ParseResult parsed, Argument<string> argument)
    {
        var name = parsed.GetRequiredValue(argument);
        return QueueName.IsAllowed(name) ? name : throw new SettingException($"QUEUE is '{name}': {QueueName.Allowed} are allowed.");
    }
}
