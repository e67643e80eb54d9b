using System.CommandLine;

namespace Penstock.Cli;

/// <summary><c>pipeline limit</c>: one rate over all replicas.</summary>
internal static class PipelineLimitCommand
{
    public static Command Create(Session session)
    {
        var rate = new Argument<string>("rate") { HelpName = "rate", Description = "Over all replicas together, such as 100/s or 30/min; off lifts it." };
        var (flags, command) = (new ChangeFlags(), new Command("limit", "Limit the rate over all replicas together, or lift the limit.") { rate });
        flags.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var perSecond = RateText.Parse(parsed.GetRequiredValue(rate));
            return flags.RunAsync(parsed, session, (control, pipeline, by) => control.LimitAsync(pipeline, perSecond, by, session.Stopping));
        });
        return command;
    }
}
