namespace Penstock.Relational;

/// <summary>
/// Hints of a store that can't call others. Within the process they come at once; what other processes did shows with the
/// <see cref="Owner"/>'s next heartbeat, which looks without a statement of its own.
/// </summary>
public sealed class HeartbeatHints : LocalHints
{
    /// <summary>A beat that looks for others comes this often: an operator's change is to be obeyed within two seconds.</summary>
    internal static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1.3);

    private const long Nothing = -1;

    private long seen = Nothing;

    public override bool IsListening => Volatile.Read(ref seen) != Nothing;

    /// <param name="figure">Not negative; another one than before where something was added, or somebody came or went.</param>
    internal void Saw(long figure)
    {
        if (Interlocked.Exchange(ref seen, figure) != figure)
            Hear(null);
    }

    /// <summary>There was no beat: until the next one those who wait look for themselves.</summary>
    internal void Missed() => Volatile.Write(ref seen, Nothing);
}
