namespace Penstock.Workers.Marker;

/// <summary>
/// Names in ascending (ms, sequence) order, each pair at most once for the life of the generator. Safe for many threads at once.
/// </summary>
/// <remarks>
/// It never waits. After 256 names in one ms, or while the clock stands before the last name, it goes on in the ms that follow and so
/// runs <see cref="Ahead"/> of the clock. What it issued is known to this object alone: a successor on the same node may repeat the
/// names of the time it was ahead, as any may after the clock was set back; see <see cref="SkipAhead"/>.
/// </remarks>
/// <exception cref="ArgumentException">A part of the name is out of its range, as in <see cref="DesName.Format"/>.</exception>
public sealed class NameGenerator(
    TimeProvider clock, int node, string prefix = DesName.DefaultPrefix, int wrapBits = DesName.MaxWrapBits)
{
    // Positions are ms * 256 + sequence in one number, so that running out of a ms is a plain carry into the next.
    private const int SeqBits = 8;

    private readonly Lock _gate = new();
    private readonly string _prefix = DesName.CheckedPrefix(prefix);
    private readonly int _wrapBits = DesName.CheckedWrapBits(wrapBits);
    private int _node = DesName.CheckedNode(node);
    private long _next;

    /// <summary>
    /// The node id of the names to come, 0 to 255. Setting it, to the same value too, leaves the rest of the ms in use behind.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 255.</exception>
    public int Node
    {
        get
        {
            lock (_gate)
                return _node;
        }
        set
        {
            DesName.CheckedNode(value);
            lock (_gate)
            {
                _node = value;
                _next = StartOfFreshMs(_next);
            }
        }
    }

    /// <summary>How far the ms of the next name lies ahead of the clock; zero if it does not.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_gate)
                return TimeSpan.FromMilliseconds(Math.Max(0, (_next >> SeqBits) - NowMs()));
        }
    }

    public string Next()
    {
        var (position, atNode) = Reserve(1);
        return NameAt(position, atNode);
    }

    /// <summary>Fills the whole span; the names ascend and no other call's names come between them.</summary>
    public void Fill(Span<string> names)
    {
        var (first, atNode) = Reserve(names.Length);
        for (var i = 0; i < names.Length; i++)
            names[i] = NameAt(first + i, atNode);
    }

    /// <summary>
    /// Leaves out the names of this span of time, counted from the next name (or from now, if that is later). For names that turned
    /// out to be taken: jump, try again, and double the jump at each further conflict.
    /// </summary>
    /// <param name="by">More than zero; rounded up to whole ms.</param>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or beyond the year 9999.</exception>
    public void SkipAhead(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(by, TimeSpan.Zero);
        var byMs = (long)Math.Ceiling(by.TotalMilliseconds);
        var now = NowMs();
        lock (_gate)
        {
            var fresh = StartOfFreshMs(Math.Max(_next, now << SeqBits));
            var toMs = (fresh >> SeqBits) + byMs;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(toMs, DesName.MaxEpochMs, nameof(by));
            _next = toMs << SeqBits;
        }
    }

    private static long StartOfFreshMs(long position) => (position + DesName.MaxSeq) >> SeqBits << SeqBits;

    private long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Only the positions are taken under the lock; the text is written outside it.
    private (long First, int Node) Reserve(int count)
    {
        var now = NowMs();
        lock (_gate)
        {
            var first = Math.Max(_next, now << SeqBits);
            _next = first + count;
            return (first, _node);
        }
    }

    private string NameAt(long position, int atNode) =>
        DesName.Compose(position >> SeqBits, atNode, (int)(position & DesName.MaxSeq), _prefix, _wrapBits);
}
