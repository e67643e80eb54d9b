using System.CommandLine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Kafka;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>One of the chat's workers as a process: <c>run chat.…</c>.</summary>
/// <param name="Name">Such as <c>chat.outbox</c>.</param>
/// <param name="Service">What its log lines say: <c>outbox_poller</c>.</param>
/// <param name="Description">For the help.</param>
/// <param name="Settings">Its own, beside the chat's and the host's.</param>
internal sealed record ChatProcess(string Name, string Service, string Description, SettingSet Settings)
{
    /// <summary>Adds the worker to a host that has what all of them need.</summary>
    public required Action<IServiceCollection, SettingsReader> Add { get; init; }

    /// <summary>Pages beside health and metrics.</summary>
    public Action<IEndpointRouteBuilder> Endpoints { get; init; } = _ => { };

    /// <summary>The channels that the process knows by its settings.</summary>
    public Func<SettingsReader, IReadOnlyList<string>> Channels { get; init; } = _ => ChatChannels.Known;

    public Command Create(Session session)
    {
        var flags = new SettingFlags([.. ChatSettings.All.Settings, .. ChatKafkaSettings.All.Settings, .. Settings.Settings, .. HostSettings.All.Settings]);
        var command = new Command(Name, Description);
        flags.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(flags.Read(parsed, session), session));
        return command;
    }

    private async Task<int> RunAsync(SettingsReader settings, Session session)
    {
        settings.Check(ChatSettings.All);
        settings.Check(ChatKafkaSettings.All);
        settings.Check(Settings);
        await using var store = Stores.Open(settings, ChatSettings.Db, session.Time);
        var options = WorkerHostOptions.From(settings, Name, ChatSettings.LogsOf(Service), ChatSettings.DefaultPort);
        await using var host = WorkerHost.Build(options with
        {
            Time = session.Time,
            Endpoints = Endpoints,
            Services = services =>
            {
                if (ChatSettings.RedisAddress(settings) is { } redis)
                    services.AddRedis(redis);
                services.AddChat(store, TopicsOf(settings, store));
                Add(services, settings);
            },
        });
        try
        {
            return await host.RunAsync(session.Stopping);
        }
        catch (OperationCanceledException) when (session.Stopping.IsCancellationRequested)
        {
            // Stopped while it still waited for its database: nothing was in hand.
            return 0;
        }
    }

    private ChatTopics TopicsOf(SettingsReader settings, Store store) => ChatKafkaSettings.Cluster(settings) is { } cluster
        ? new KafkaChatTopics(new KafkaClient(cluster), ChatKafkaSettings.Options(settings) with { Channels = Channels(settings) })
        : new StoreTopics(store);
}
