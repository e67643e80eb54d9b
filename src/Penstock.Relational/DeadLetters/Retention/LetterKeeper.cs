using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>
/// Keeps retention for as long as its host runs. Of all processes on the store one makes the rounds, until it ends.
/// </summary>
public sealed class LetterKeeper : BackgroundService
{
    private readonly Store store;
    private readonly Owner owner;
    private readonly LetterRetention retention;
    private readonly LetterRetentionOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    /// <param name="store">With <see cref="OwnerSchema"/> and <see cref="DeadLetterSchema"/>.</param>
    /// <param name="owner">This process on that store.</param>
    /// <param name="retention">What a round is.</param>
    /// <param name="options">How often there is one.</param>
    /// <param name="clock">For the time between two rounds.</param>
    /// <param name="logger">Told of a round that failed.</param>
    public LetterKeeper(
        Store store, Owner owner, LetterRetention retention, LetterRetentionOptions options, TimeProvider clock, ILogger<LetterKeeper> logger)
    {
        (this.store, this.owner, this.retention, this.options, this.clock, this.logger) = (store, owner, retention, options, clock, logger);
        Rounds = new Rounds(store, owner, "letter-retention", options.Every, RoundAsync, clock);
    }

    internal Rounds Rounds { get; }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Rounds.DisposeAsync();
    }

    // Rounds come with the heartbeat, which a host without pipelines would not have.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await owner.TakeAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                Failed(error);
            }

            await Task.Delay(options.Every, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask RoundAsync(CancellationToken stopping)
    {
        try
        {
            await retention.RunAsync(stopping);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            Failed(error);
        }
    }

    // Whatever the store refuses now: nothing is lost by keeping letters longer.
    private void Failed(Exception error) => Log.RetentionFailed(logger, store.Display, Secrets.Mask(error.Message));
}
