using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Dev;

namespace Penstock.Kafka.Tests;

[Collection(ClusterMetricsTests.OneAtATime)]
public sealed class ClusterStartTests
{
    [Fact]
    public async Task A_host_starts_while_no_broker_answers_and_sees_them_come()
    {
        using var cluster = new MockKafka();
        for (var broker = 1; broker <= 3; broker++)
            cluster.SetDown(broker);
        await using var services = new ServiceCollection()
            .AddKafka(new KafkaOptions(cluster.Bootstrap))
            .AddKafkaTopics([new TopicSpec("wanted", 2, 3)])
            .AddKafkaHealth(TimeSpan.FromMilliseconds(200))
            .BuildServiceProvider();

        var starts = services.GetServices<IHostedService>().ToList();
        foreach (var one in starts)
            await one.StartAsync(default);
        Brokers().ShouldBe(0);
        for (var broker = 1; broker <= 3; broker++)
            cluster.SetUp(broker);

        await Until.TrueAsync("all brokers are seen", () => Task.FromResult(Brokers() == 3));
        foreach (var one in starts)
            await one.StopAsync(default);
    }

    private static long Brokers()
    {
        var brokers = 0L;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, following) =>
            {
                if (instrument.Name == "kafka_cluster_brokers")
                    following.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => brokers = Math.Max(brokers, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return brokers;
    }
}
