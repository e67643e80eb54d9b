namespace Penstock.Testing;

/// <summary>What is known of an effect.</summary>
public enum Outcome
{
    /// <summary>It was begun and nobody came back to tell.</summary>
    Unknown,

    /// <summary>It is there.</summary>
    Ok,

    /// <summary>It is not.</summary>
    Failed,
}
