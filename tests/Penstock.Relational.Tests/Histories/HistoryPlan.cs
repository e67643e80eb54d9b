namespace Penstock.Relational.Tests;

/// <summary>Everything about a history that is chosen before it begins.</summary>
internal sealed record HistoryPlan(Style Style, int Processes, int Messages, int Keys, int Rounds, bool ParksInTransaction, QueueOptions Queue, PipelineOptions Pipeline)
{
    /// <summary>How likely a statement is lost on its way there, and its answer on its way back.</summary>
    public (double Unsent, double Unanswered) Chances { get; init; } = (0.01, 0.015);

    /// <summary>Some of its messages have keys.</summary>
    public bool IsKeyed { get; init; }

    /// <summary>Pipelines on the queue in each process, all with the process's one lease.</summary>
    public int Pipelines { get; init; } = 1;

    public static HistoryPlan From(Random chance, Style? style)
    {
        var drawn = (Style)chance.Next(5);
        var chosen = style ?? drawn;
        return new HistoryPlan(
            chosen, chance.Next(2, 5), chance.Next(3, 31), chance.Next(1, 6), chance.Next(3, 13), chance.Next(2) == 0, QueueOf(chance, chosen), PipelineOf(chance))
        {
            Pipelines = chance.Next(4) == 0 ? 2 : 1,
            IsKeyed = chance.Next(2) == 0,
        };
    }

    /// <summary>Nothing happens but what a test does.</summary>
    public static HistoryPlan Quiet(Style style, int processes) => new(
        style, processes, 0, 0, 0, ParksInTransaction: true,
        new QueueOptions { SharesTransaction = style == Style.Transaction },
        new PipelineOptions { BatchSize = 20, DrainLimit = TimeSpan.FromSeconds(5), Retry = new RetryOptions { BaseDelay = TimeSpan.FromSeconds(0.5) } })
    {
        Chances = default,
    };

    private static QueueOptions QueueOf(Random chance, Style style) => new()
    {
        SweepEvery = TimeSpan.FromSeconds(0.3 + (chance.NextDouble() * 2)),
        SharesTransaction = style == Style.Transaction,
    };

    private static PipelineOptions PipelineOf(Random chance) => new()
    {
        BatchSize = chance.Next(1, 21),
        Lanes = chance.Next(1, 3),
        AttemptTimeout = TimeSpan.FromSeconds(20),
        InProcessRetries = chance.Next(3),
        DrainLimit = TimeSpan.FromSeconds(5),
        RatePerSecond = chance.Next(4) == 0 ? chance.Next(5, 50) : null,
        Retry = new RetryOptions { BaseDelay = TimeSpan.FromSeconds(0.5), MaxDelay = TimeSpan.FromSeconds(5) },
    };
}
