namespace Penstock.Kafka;

/// <summary>What one look at a cluster found.</summary>
/// <param name="What">What was looked at, in a word or two.</param>
/// <param name="Outcome">How it is.</param>
/// <param name="Found">What is there.</param>
/// <param name="Remedy">What to do about it; null where all is well.</param>
public sealed record KafkaCheck(string What, KafkaCheckOutcome Outcome, string Found, string? Remedy = null);

public enum KafkaCheckOutcome
{
    Ok,

    /// <summary>Work is done, with less safety or speed than was meant.</summary>
    Warning,

    /// <summary>Work can't be done.</summary>
    Failed,
}
