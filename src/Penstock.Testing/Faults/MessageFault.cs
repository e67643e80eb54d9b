namespace Penstock.Testing;

/// <summary>What is wrong with a message, or happens to its handler. The name of its kind is what a <see cref="FaultTally"/> counts.</summary>
public abstract record MessageFault
{
    private MessageFault()
    {
    }

    /// <summary>Fails each time with an error of its own.</summary>
    public sealed record Poison : MessageFault;

    /// <summary>Is rejected each time.</summary>
    public sealed record Rejected : MessageFault;

    /// <summary>Fails that many times, then succeeds.</summary>
    public sealed record Flaky(int Times) : MessageFault
    {
        internal int Left { get; set; } = Times;
    }

    /// <summary>Takes that long; a deaf one ignores its token.</summary>
    public sealed record Slow(TimeSpan For, bool Deaf = false) : MessageFault;

    /// <summary>Ends its process each time.</summary>
    public sealed record Killer : MessageFault;

    /// <summary>Hits a dependency's dead corner each time: a time-out, for this message alone.</summary>
    public sealed record DeadCorner : MessageFault;
}
