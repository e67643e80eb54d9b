using Microsoft.Extensions.Logging;

namespace Penstock.Redis;

/// <summary>
/// A list that others push to. What is taken moves, in one step, into a stream beside it, which knows whose it is and how often it
/// failed; the rest stays in the list.
/// </summary>
public sealed class ListSource : ISource
{
    private readonly StreamSource taken;

    /// <param name="redis">Outlives the source.</param>
    /// <param name="options">Which list.</param>
    /// <param name="clock">For waits; leases and delays are judged by the server's clock.</param>
    /// <param name="logger">For what is rare.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public ListSource(IRedis redis, ListOptions options, TimeProvider clock, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.List);
        if (options.Taken.Stream == options.List)
            throw new ArgumentException($"TakenStream is '{options.TakenStream}': a key other than the list's is allowed.");
        taken = new StreamSource(redis, options.Taken, options, clock, logger);
    }

    public Can Can => taken.Can;

    /// <summary>See <see cref="StreamSource.Consumer"/>.</summary>
    public string Consumer => taken.Consumer;

    internal StreamSource Taken => taken;

    public ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping) => taken.ReceiveAsync(max, stopping);

    public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) =>
        taken.SettleAsync(batch, verdicts, giveUp);

    public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => taken.ExtendAsync(held, giveUp);

    public ValueTask DisposeAsync() => taken.DisposeAsync();
}
