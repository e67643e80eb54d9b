using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

public sealed class GaugesTellTheTruthTests(Servers servers)
{
    [ExpectedToFail("N1")]
    public Task Postgres_the_events_that_wait_are_shown() => ShowAsync("postgresql");

    [Fact]
    public Task Sqlite_the_events_that_wait_are_shown() => ShowAsync("sqlite");

    [ExpectedToFail("N1")]
    public async Task Where_the_events_can_t_be_counted_nothing_is_shown()
    {
        await using var scene = await ChatScene.CreateAsync(servers, "sqlite", migrate: false);
        await using var gauge = await RunningGauge.StartAsync(scene);
        await Within.SecondsAsync(10, () => Task.FromResult(scene.Log.Lines.Any(line => line.Contains("no such table", StringComparison.Ordinal))));

        gauge.Read().ShouldBeEmpty();
    }

    private async Task ShowAsync(string kind)
    {
        await using var scene = await ChatScene.CreateAsync(servers, kind);
        await scene.EventsAsync(3);
        await using var gauge = await RunningGauge.StartAsync(scene);
        await Until.TrueAsync("they are counted, or can't be", () => Task.FromResult(gauge.Read() is [3] || scene.Log.Lines.Any(line => line.Contains("syntax error", StringComparison.Ordinal))));

        gauge.Read().ShouldBe([3L]);
    }

    /// <summary>One gauge, and not what others of the process show under its name.</summary>
    private sealed class RunningGauge : IAsyncDisposable
    {
        private readonly MeterListener listener = new();
        private readonly ConcurrentQueue<long> shown = new();
        private readonly OutboxGauge gauge;

        private RunningGauge(IServiceProvider services)
        {
            var own = new AsyncLocal<bool>();
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (own.Value && instrument.Name == ChatMetricNames.OutboxPending)
                    listening.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<long>((_, value, _, _) => shown.Enqueue(value));
            listener.Start();
            own.Value = true;
            gauge = ActivatorUtilities.CreateInstance<OutboxGauge>(services);
        }

        public static async Task<RunningGauge> StartAsync(ChatScene scene)
        {
            var running = new RunningGauge(scene.Process((_, _) => { }));
            await running.gauge.StartAsync(default);
            return running;
        }

        public IReadOnlyList<long> Read()
        {
            shown.Clear();
            listener.RecordObservableInstruments();
            return [.. shown];
        }

        public async ValueTask DisposeAsync()
        {
            await gauge.StopAsync(default);
            gauge.Dispose();
            listener.Dispose();
        }
    }
}
