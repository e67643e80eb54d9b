namespace Penstock.Workers.Chat;

/// <summary>How messages are taken. A value out of its range is refused when the API is composed.</summary>
public sealed record ApiOptions
{
    /// <summary>Signs the bearer tokens; 16 characters or more.</summary>
    public required string TokenSecret { get; init; }

    /// <summary>A larger request is refused. Default: 1 MiB.</summary>
    public int MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Direct publishing: failures in a row after which the topics are left alone for a while. Default: 5.</summary>
    public int TopicFailures { get; init; } = 5;

    /// <summary>For how long. Default: 30 seconds.</summary>
    public TimeSpan TopicPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Direct publishing: how long it may take; then it is a failure. Default: 2 seconds.</summary>
    public TimeSpan TopicTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The same for the fallback list. Default: 3.</summary>
    public int FallbackFailures { get; init; } = 3;

    /// <summary>The same for the fallback list. Default: 15 seconds.</summary>
    public TimeSpan FallbackPause { get; init; } = TimeSpan.FromSeconds(15);

    internal ApiOptions Validated()
    {
        if (TokenSecret.Length < ChatToken.LeastSecret)
            throw new ArgumentException($"The secret of the tokens has {TokenSecret.Length} characters: {ChatToken.LeastSecret} are needed.", nameof(TokenSecret));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBodyBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(TopicFailures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TopicTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(FallbackFailures, 1);
        return this;
    }
}
