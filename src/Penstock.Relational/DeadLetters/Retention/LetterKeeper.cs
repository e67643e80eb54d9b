using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>Keeps retention for as long as its host runs.</summary>
public sealed class LetterKeeper(Store store, LetterRetention retention, LetterRetentionOptions options, TimeProvider clock, ILogger<LetterKeeper> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await retention.RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever the store refuses now: nothing is lost by keeping letters longer.
                Log.RetentionFailed(logger, store.Display, Secrets.Mask(error.Message));
            }
        }
    }
}
