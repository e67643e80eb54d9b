using System.CommandLine;
using Penstock.Hosting;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary><c>chat token</c>: a bearer token for development; in production somebody else issues them.</summary>
internal static class ChatTokenCommand
{
    private static readonly Setting<int> User = Setting.Int("User", null, 0, 1, int.MaxValue, "The user's id.");

    private static readonly Setting<TimeSpan> ValidFor = Setting.Duration(
        "ValidFor", null, TimeSpan.FromDays(1), TimeSpan.FromSeconds(1), TimeSpan.FromDays(3_650), "How long it is valid.");

    public static Command Create(Session session)
    {
        var flags = new SettingFlags(ApiSettings.TokenSecret);
        var values = new ValueFlags(new SettingOption(User, required: true), new SettingOption(ValidFor));
        var command = new Command("token", "Print a bearer token of the messages API.");
        flags.AddTo(command);
        values.AddTo(command);
        command.SetAction(parsed =>
        {
            var expires = session.Time.GetUtcNow() + values.Get(parsed, ValidFor);
            session.Output.WriteLine(ChatToken.Create(flags.Read(parsed, session).Get(ApiSettings.TokenSecret)!, values.Get(parsed, User), expires));
            return 0;
        });
        return command;
    }
}
