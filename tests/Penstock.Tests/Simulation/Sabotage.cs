namespace Penstock.Tests;

/// <summary>What a history breaks on purpose; all null in a sound one.</summary>
internal sealed record Sabotage
{
    public static Sabotage None { get; } = new();

    public Func<ISource, ISource>? Source { get; init; }

    public Func<IJournal, IJournal>? Journal { get; init; }

    public Func<IProbe, IProbe>? Probe { get; init; }

    public Func<IBatchHandler<Delivery>, RunnerContext, IRunner>? Runner { get; init; }

    public bool Fenced { get; init; } = true;
}
