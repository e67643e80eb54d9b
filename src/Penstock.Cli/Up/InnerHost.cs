using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Hosting;

namespace Penstock.Cli;

/// <summary>
/// A family of workers within the host of <c>up</c>, in a host of its own, since each family has pipelines, dead letters and options of
/// its own; and how much of its work is done, by one of its counters.
/// </summary>
internal abstract class InnerHost : IHostedService, IReadinessCheck, IAsyncDisposable
{
    private readonly WorkerHost host;
    private readonly MeterListener listener = new();
    private long counted;

    protected InnerHost(WorkerHost host, string counter)
    {
        this.host = host;
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Name == counter)
                meters.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Count(value, tags));
        listener.Start();
    }

    protected IServiceProvider Services => host.Services;

    protected long Counted => Interlocked.Read(ref counted);

    public Task StartAsync(CancellationToken cancellationToken) => host.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => host.StopAsync(cancellationToken);

    public async ValueTask<string?> WhyNotReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var check in host.Services.GetServices<IReadinessCheck>())
        {
            if (await check.WhyNotReadyAsync(cancellationToken) is { } reason)
                return reason;
        }

        return null;
    }

    public virtual async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>Whether what is labelled so is what is meant.</summary>
    protected virtual bool IsMeant(ReadOnlySpan<KeyValuePair<string, object?>> labels) => true;

    private void Count(long value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        if (IsMeant(labels))
            Interlocked.Add(ref counted, value);
    }
}
