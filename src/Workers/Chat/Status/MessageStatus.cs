namespace Penstock.Workers.Chat;

/// <summary>How far a message has come.</summary>
public enum MessageStatus
{
    Accepted,

    Processing,

    Sent,

    Delivered,

    Read,

    /// <summary>Given up; never after <see cref="Delivered"/>.</summary>
    Failed,
}
