using Microsoft.Extensions.DependencyInjection;
using Penstock.Workers.Chat;

namespace Penstock.Bench;

/// <summary>One message at a time from the outbox's commit to the channel's call, with nothing else to do.</summary>
internal sealed class FlowLatency(RouterScene scene, FlowRun flow, TimeProvider clock)
{
    private const int Messages = 200;
    private const int WarmUp = 20;

    // Uneven, so that no poll keeps step with it.
    private static readonly int[] Pauses = [37, 53, 71, 89, 113];

    /// <returns>The median, in milliseconds, and that of the commit before it: what the server's disk takes for one.</returns>
    public async Task<(double Way, double Commit)> MediansAsync(CancellationToken stop)
    {
        await scene.FillAsync(messages: 0);
        var channel = new Bell();
        using var host = flow.Build(services =>
        {
            services.AddChatOutbox(new OutboxOptions());
            services.AddChatRouter(new RouterOptions());
            services.AddChatChannel("bench.bell", ChatChannels.WhatsApp, _ => channel, new ChannelOptions());
        });
        await host.StartAsync(stop);
        var (ways, commits) = (new List<double>(), new List<double>());
        foreach (var (message, i) in RouterScene.Some(Messages + WarmUp).Select((m, i) => (m, i)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Pauses[i % Pauses.Length]), clock, stop);
            var (way, commit) = await OneAsync(message, channel, stop);
            if (i < WarmUp)
                continue;

            ways.Add(way);
            commits.Add(commit);
        }

        await host.StopAsync(CancellationToken.None);
        return (Rounds.Median(ways), Rounds.Median(commits));
    }

    private async Task<(double Way, double Commit)> OneAsync(ChatMessage message, Bell channel, CancellationToken stop)
    {
        var rung = channel.Next();
        var sentAt = clock.GetTimestamp();
        await InsertAsync(message, stop);
        var startedAt = clock.GetTimestamp();
        scene.Database.Store.Hints.Send(OutboxWake.Subject);
        await rung.WaitAsync(stop);
        return (clock.GetElapsedTime(startedAt).TotalMilliseconds, clock.GetElapsedTime(sentAt, startedAt).TotalMilliseconds);
    }

    private Task InsertAsync(ChatMessage message, CancellationToken stop) => scene.Database.RunAsync(
        "INSERT INTO outbox_events (aggregate_type, aggregate_id, event_type, payload) VALUES ('message', @id, 'message.created', CAST(@payload AS jsonb))",
        ("id", message.MessageId), ("payload", System.Text.Encoding.UTF8.GetString(ChatMessageJson.Write(message)))).WaitAsync(stop);

    /// <summary>A channel that tells when it is called.</summary>
    private sealed class Bell : IChannel
    {
        private TaskCompletionSource waiting = new();

        public string Name => ChatChannels.WhatsApp;

        public Task Next() => (waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
        {
            waiting.TrySetResult();
            return ValueTask.FromResult(ChannelReceipt.Delivered);
        }
    }
}
