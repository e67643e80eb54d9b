using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary>What every change of a pipeline takes: which, why, and whether to wait until it is obeyed.</summary>
internal sealed class ChangeFlags
{
    private static readonly Setting<TimeSpan> Timeout = Setting.Duration(
        "Timeout", null, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "With --wait: give up after that.");

    private readonly Argument<string> pipeline = PipelineArgument.Create();
    private readonly Option<string?> why = new("--why") { HelpName = "text", Description = "The reason, for whoever reads the audit log." };
    private readonly Option<bool> wait = new("--wait") { Description = "Return when all replicas have obeyed; exit code 1 where they don't in time." };
    private readonly Option<bool> json = JsonFlag.Create();
    private readonly ValueFlags timeout = new(new SettingOption(Timeout));
    private readonly StoreFlags store = new();

    public void AddTo(Command command)
    {
        command.Arguments.Insert(0, pipeline);
        command.Add(why);
        command.Add(wait);
        timeout.AddTo(command);
        command.Add(json);
        store.AddTo(command);
    }

    /// <summary>Changes it, waits where that was asked for, and says how it stands.</summary>
    public async Task<int> RunAsync(ParseResult parsed, Session session, Func<ControlStore, string, Operator, ValueTask<Desired?>> change)
    {
        await using var opened = await store.OpenAsync(parsed, session, OwnerSchema.Set, ControlSchema.Set);
        var (control, name) = (new ControlStore(opened), parsed.GetRequiredValue(pipeline));
        var desired = await change(control, name, OperatorOf(session, parsed.GetValue(why)))
            ?? throw await PipelineArgument.UnknownAsync(control, name, opened.Display, session.Stopping);
        var obedience = new Obedience(control, desired, session);
        var isObeyed = !parsed.GetValue(wait) || await obedience.WaitAsync(timeout.Get(parsed, Timeout));
        var status = (await control.FindAsync(name, session.Stopping))!;
        session.Output.WriteLine(parsed.GetValue(json) ? JsonText.Of(writer => StatusText.Write(writer, status)) : Sentence(status));
        return isObeyed ? 0 : Shell.Failed;
    }

    private static string Sentence(PipelineStatus status) =>
        $"{status.Desired.Pipeline}: {StatusText.Wanted(status.Desired)} is wanted (generation {status.Desired.Generation}); {StatusText.Obedience(status)}.";

    private static Operator OperatorOf(Session session, string? why) =>
        new($"{session.Environment.GetValueOrDefault("USER") ?? Environment.UserName}@{Environment.MachineName}", why);
}
