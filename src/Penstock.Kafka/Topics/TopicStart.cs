using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace Penstock.Kafka;

/// <summary>
/// Makes the topics before what is registered after it starts. A cluster that is away is not waited for: who only writes to a database
/// must not stand still with it, and the others wait by themselves.
/// </summary>
internal sealed class TopicStart(KafkaClient kafka, IReadOnlyList<TopicSpec> wanted, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly KafkaTopics topics = new(kafka);
    private readonly TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? told;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await base.StartAsync(cancellationToken);
        await made.Task.WaitAsync(Limit, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!await TryAsync(stoppingToken))
            await Task.Delay(Between, clock, stoppingToken);
        made.TrySetResult();
    }

    private async Task<bool> TryAsync(CancellationToken giveUp)
    {
        try
        {
            await topics.EnsureAsync(wanted, giveUp);
            return true;
        }
        catch (Exception error) when (error is SourceUnavailableException or DestinationException)
        {
            if (told != error.Message)
                Log.TopicsNotCreated(kafka.Logger, kafka.Display, told = error.Message);
            // Brokers that make no topics on request make them when they are first named.
            return error.InnerException is KafkaException { Error.Code: ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature };
        }
    }
}
