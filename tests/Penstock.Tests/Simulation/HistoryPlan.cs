using Penstock.Testing;

namespace Penstock.Tests;

/// <summary>Everything about a history that is chosen before it begins.</summary>
internal sealed record HistoryPlan(Style Style, int Processes, int Messages, int Keys, int Rounds, MemoryStoreOptions Store, PipelineOptions Pipeline)
{
    public static HistoryPlan From(Random chance, Style? style)
    {
        var chosen = (Style)chance.Next(5);
        return new HistoryPlan(
            style ?? chosen, chance.Next(2, 5), chance.Next(3, 31), chance.Next(1, 6), chance.Next(3, 13), StoreOf(chance, style ?? chosen), PipelineOf(chance));
    }

    // Each ability is left out now and then, so that its decorator is in the history.
    private static MemoryStoreOptions StoreOf(Random chance, Style style)
    {
        var can = Enum.GetValues<Can>().Where(_ => chance.Next(3) > 0).Aggregate(Can.None, (all, one) => all | one);
        return new MemoryStoreOptions
        {
            Can = style == Style.ByKey ? can | Can.KeepKeyOrder : can,
            Lease = TimeSpan.FromSeconds(6),
            Transactional = style == Style.Transaction,
        };
    }

    private static PipelineOptions PipelineOf(Random chance) => new()
    {
        BatchSize = chance.Next(1, 21),
        Lanes = chance.Next(1, 3),
        AttemptTimeout = TimeSpan.FromSeconds(20),
        InProcessRetries = chance.Next(3),
        RenewEvery = TimeSpan.FromSeconds(2),
        DrainLimit = TimeSpan.FromSeconds(5),
        RatePerSecond = chance.Next(4) == 0 ? chance.Next(5, 50) : null,
        Retry = new RetryOptions { BaseDelay = TimeSpan.FromSeconds(0.5), MaxDelay = TimeSpan.FromSeconds(5) },
    };
}
