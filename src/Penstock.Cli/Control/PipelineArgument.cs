using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>A pipeline's name on the command line.</summary>
internal static class PipelineArgument
{
    public static Argument<string> Create() => new("pipeline") { HelpName = "pipeline", Description = "The pipeline's name; 'pipeline list' has them all." };

    /// <summary>What to say of a name that the store doesn't know.</summary>
    public static async ValueTask<SettingException> UnknownAsync(ControlStore control, string name, string display, CancellationToken giveUp)
    {
        var known = (await control.ListAsync(giveUp)).Select(status => status.Desired.Pipeline).ToList();
        var remedy = NearestName.Of(name, known) is { } near ? $"did you mean {near}?"
            : known.Count > 0 ? $"{string.Join(", ", known)} {(known.Count == 1 ? "is" : "are")} known."
            : "none has run there yet; it is known from its first start.";
        return new SettingException($"PIPELINE is '{name}', and no such pipeline has run on {display}: {remedy}");
    }
}
