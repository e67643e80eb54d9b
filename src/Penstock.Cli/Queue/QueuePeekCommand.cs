using System.CommandLine;
using System.Globalization;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Cli;

/// <summary><c>queue peek</c>: the first messages of a queue, or one of them. Nothing is changed by looking.</summary>
internal static class QueuePeekCommand
{
    private const int ShortBody = 80;
    private const int ShortJsonBody = 1_000;

    private static readonly Setting<int> Limit = Setting.Int("Limit", null, 20, 1, 1_000, "At most so many messages.");

    private static readonly Setting<long?> Id = new()
    {
        Key = "Id",
        Help = "This one message.",
        Allowed = "a whole number from 1",
        Default = null,
        Parser = (string text, out long? id) => (id = long.TryParse(text, NumberStyles.None, null, out var given) ? given : null) > 0,
    };

    public static Command Create(Session session)
    {
        var queue = QueueArgument.Create();
        var full = new Option<bool>("--full") { Description = "Whole bodies and errors." };
        var (values, flags, json) = (new ValueFlags(new SettingOption(Limit), new SettingOption(Id)), new StoreFlags(), JsonFlag.Create());
        var command = new Command("peek", "The first messages of a queue: what is ready, in order, then what waits until it is due.") { queue, full, json };
        values.AddTo(command);
        flags.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var (name, asJson, whole) = (QueueArgument.Read(parsed, queue), parsed.GetValue(json), parsed.GetValue(full));
            var (limit, id) = (values.Get(parsed, Limit), values.Get(parsed, Id));
            await using var store = await flags.OpenReadOnlyAsync(parsed, session, OwnerSchema.Set, QueueSchema.Set);
            var bytes = whole ? int.MaxValue : asJson ? ShortJsonBody : 4 * ShortBody;
            var messages = await ReadAsync(new QueueView(store), name, limit, id, bytes, session.Stopping);
            (whole && !asJson ? MessageTexts.Whole : MessageTexts.Short(ShortBody)).Write(messages, asJson, None(name, id), session);
        });
        return command;
    }

    private static async Task<List<QueuedMessage>> ReadAsync(QueueView view, string queue, int limit, long? id, int bytes, CancellationToken giveUp) =>
        id is not { } one ? await view.PeekAsync(queue, limit, bytes, giveUp)
        : await view.FindAsync(queue, one, bytes, giveUp) is { } found ? [found]
        : [];

    private static string None(string queue, long? id) => id is { } one ? $"{queue} has no message {one}." : $"{queue} has no message.";
}
