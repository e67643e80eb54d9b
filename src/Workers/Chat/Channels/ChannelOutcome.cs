namespace Penstock.Workers.Chat;

/// <summary>What became of a message at a channel.</summary>
internal enum ChannelOutcome
{
    Sent,

    /// <summary>The same record came again: its process died, or lost it, before it could say that it was done.</summary>
    SentBefore,

    /// <summary>Another record of the same message came: it had no effect.</summary>
    SecondRecord,
}

/// <summary>The same as an object.</summary>
internal sealed record ChannelResult(ChannelOutcome Outcome);
