namespace Penstock.Relational.Tests;

/// <summary>What a history breaks on purpose; nothing in a sound one.</summary>
internal sealed record Sabotage
{
    public static Sabotage None { get; } = new();

    public Func<ISource, ISource>? Source { get; init; }

    public Func<IJournal, IJournal>? Journal { get; init; }

    public Func<IPolicy>? Policy { get; init; }

    /// <summary>Statements as they reach the store.</summary>
    public Func<string, string>? Statement { get; init; }

    public Func<QueueOptions, QueueOptions>? Queue { get; init; }
}
