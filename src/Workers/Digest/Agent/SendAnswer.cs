namespace Penstock.Workers.Digest;

/// <summary>What became of a request.</summary>
internal enum SendKind
{
    /// <summary>The endpoint has it.</summary>
    Taken,

    /// <summary>It will never take that.</summary>
    Refused,

    /// <summary>It can't be reached, is full, or doesn't know this server yet.</summary>
    Later,
}

/// <summary>And why, in a few words.</summary>
internal readonly record struct SendAnswer(SendKind Kind, string Why);
