using System.CommandLine;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>queue send</c>: one message, or one a line.</summary>
internal static class QueueSendCommand
{
    private static readonly Setting<TimeSpan> Delay = Setting.Duration(
        "Delay", null, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(3_650), "Not to be handled before that has passed.");

    public static Command Create(Session session)
    {
        var (queue, message, flags, json) = (QueueArgument.Create(), new MessageFlags(), new StoreFlags(), JsonFlag.Create());
        var delay = new ValueFlags(new SettingOption(Delay));
        var command = new Command("send", "Put a message into a queue, or one for each line of a file.") { queue, json };
        message.AddTo(command);
        delay.AddTo(command);
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var name = QueueArgument.Read(parsed, queue);
            var like = message.Read(parsed) with { Delay = delay.Get(parsed, Delay) };
            await using var input = message.OpenBody(parsed, session);
            await using var store = await flags.OpenAsync(parsed, session, OwnerSchema.Set, QueueSchema.Set);
            var sending = new Sending(new Queues(store), name, session);
            var sent = message.IsLines(parsed) ? await sending.LinesAsync(like, input) : await sending.OneAsync(like, input);
            session.Output.WriteLine(parsed.GetValue(json) ? sent.Json() : sent.Sentence());
        });
        return command;
    }
}
