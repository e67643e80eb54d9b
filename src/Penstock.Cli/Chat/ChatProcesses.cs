using System.CommandLine;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>The chat's workers, each a process of its own; any number of each may run.</summary>
internal static class ChatProcesses
{
    public static readonly IReadOnlyList<ChatProcess> All =
    [
        new("chat.api", "message_api", "Take messages over HTTP: each with its outbox event in one transaction.", ApiSettings.All)
        {
            Add = (services, settings) => services.AddChatApi(ApiSettings.Options(settings)),
            Endpoints = routes => routes.MapChatApi(),
        },
        new("chat.outbox", "outbox_poller", "Publish outbox events to their topics, in order of their keys.", OutboxSettings.All)
        {
            Add = (services, settings) => services.AddChatOutbox(OutboxSettings.Options(settings)),
        },
        .. FlowProcesses.All,
    ];

    /// <summary>The commands of <c>run</c>.</summary>
    public static Command[] Create(Session session) => [.. All.Select(process => process.Create(session))];
}
