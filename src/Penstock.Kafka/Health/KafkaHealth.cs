using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace Penstock.Kafka;

/// <summary>Looks at a cluster's metadata now and then, for its gauges.</summary>
internal sealed class KafkaHealth(KafkaClient kafka, ClusterMetrics metrics, TimeSpan every, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private bool isAway;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, clock);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            metrics.Seen(ClusterState.Of(await kafka.MetadataAsync(Limit, stopping)));
            if (isAway)
                Log.ClusterIsBack(kafka.Logger, kafka.Display);
            isAway = false;
        }
        catch (KafkaException error)
        {
            metrics.Away();
            if (!isAway)
                Log.ClusterIsAway(kafka.Logger, kafka.Display, error.Message);
            isAway = true;
        }
    }
}
