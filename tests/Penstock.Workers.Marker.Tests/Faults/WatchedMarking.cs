using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

/// <summary>The marker's own handler, with its first call and its first failure told.</summary>
internal sealed class WatchedMarking : IBatchHandler<RowDelivery<CatalogRow>>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource called = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IServiceProvider services = null!;

    /// <summary>Rows are claimed, and nothing is written until <see cref="GoOn"/>.</summary>
    public bool WaitsBeforeItMarks { get; init; }

    public Task Called => called.Task.WaitAsync(Limit, TimeProvider.System);

    public Task<Exception> Failure => failed.Task.WaitAsync(Limit, TimeProvider.System);

    public void GoOn() => goOn.TrySetResult();

    public void Register(IServiceCollection to)
    {
        to.AddSingleton<MarkHandler>();
        to.AddSingleton<IBatchHandler<RowDelivery<CatalogRow>>>(provider =>
        {
            services = provider;
            return this;
        });
    }

    public async ValueTask HandleAsync(IReadOnlyList<RowDelivery<CatalogRow>> messages, Batch batch, CancellationToken giveUp)
    {
        called.TrySetResult();
        if (WaitsBeforeItMarks)
            await goOn.Task.WaitAsync(giveUp);
        try
        {
            await services.GetRequiredService<MarkHandler>().HandleAsync(messages, batch, giveUp);
        }
        catch (Exception error)
        {
            failed.TrySetResult(error);
            throw;
        }
    }
}
