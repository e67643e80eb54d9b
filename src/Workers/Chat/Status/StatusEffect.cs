namespace Penstock.Workers.Chat;

/// <summary>What an update did to its message.</summary>
internal enum StatusEffect
{
    /// <summary>It moved forward.</summary>
    Changed,

    /// <summary>It had come further already: history only.</summary>
    Kept,

    /// <summary>There is no such message.</summary>
    Unknown,

    /// <summary>The same update had come before.</summary>
    Duplicate,
}
