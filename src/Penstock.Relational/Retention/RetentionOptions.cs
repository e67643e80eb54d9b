namespace Penstock.Relational;

/// <summary>How long what is done with is kept.</summary>
public sealed record RetentionOptions
{
    /// <summary>By the store's clock; for an inbox, longer than a duplicate may come late. Above 0. Default: 24 hours.</summary>
    public TimeSpan Keep { get; init; } = TimeSpan.FromHours(24);

    /// <summary>From one round to the next; whatever is old goes in one round, a thousand rows a statement. Default: 10 minutes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(10);

    internal RetentionOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Keep, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Every, TimeSpan.Zero);
        return this;
    }
}
