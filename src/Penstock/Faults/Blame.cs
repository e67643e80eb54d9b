namespace Penstock;

/// <summary>What an error by itself tells of its cause.</summary>
public enum Blame
{
    /// <summary>Bad data, a constraint, a 4xx: this message and no other.</summary>
    Message,

    /// <summary>A time-out, a lost connection, a deadlock, a 5xx: the probe tells whether all are hit or this one alone.</summary>
    Dependency,

    /// <summary>A missing table, refused credentials: hits every message, whatever the probe says.</summary>
    Destination,
}
