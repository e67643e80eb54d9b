namespace Penstock.Workers.Chat;

/// <summary>How a mock behaves.</summary>
public sealed record MockOptions
{
    /// <summary>The longest a message takes; each takes from half of it to all of it. Default: 0.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The part of attempts that fail, 0 to 1. Default: 0.</summary>
    public double FailureRate { get; init; }

    /// <summary>The part of messages whose DELIVERED is told before their SENT, 0 to 1. Default: 0.</summary>
    public double Disorder { get; init; }

    /// <summary>Which messages and attempts these are: the same for the same seed.</summary>
    public int Seed { get; init; } = 1;

    internal MockOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Latency, TimeSpan.Zero);
        if (!(FailureRate is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(FailureRate), FailureRate, "0 to 1 is allowed.");
        if (!(Disorder is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(Disorder), Disorder, "0 to 1 is allowed.");
        return this;
    }
}
