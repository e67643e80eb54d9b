namespace Penstock.Tests;

/// <summary>What a history breaks on purpose; nothing in a sound one.</summary>
internal sealed record Sabotage
{
    public static Sabotage None { get; } = new();

    public Func<ISource, ISource>? Source { get; init; }

    public Func<IJournal, IJournal>? Journal { get; init; }

    public Func<IProbe, IProbe>? Probe { get; init; }

    /// <summary>In place of the whole-batch runner.</summary>
    public Func<IBatchHandler<Delivery>, IRunner>? Runner { get; init; }

    /// <summary>False: the store takes a settlement from whoever sends it.</summary>
    public bool Fenced { get; init; } = true;

    /// <summary>True: effects are not written in the batch's transaction.</summary>
    public bool Outside { get; init; }
}
