namespace Penstock.Relational;

/// <summary>
/// How a queue that has nothing to do waits: for a hint, for the moment a waiting message falls due, and for the next look, which
/// is soon after work and then ever later.
/// </summary>
internal sealed class QueueIdle(QueueOptions options, IHints hints, DueTimes due, TimeProvider clock)
{
    private static readonly TimeSpan WhileListening = TimeSpan.FromSeconds(5);
    // The heartbeat has seen whatever was added: only what another process handed back is left to be found.
    private static readonly TimeSpan WhileBeating = TimeSpan.FromSeconds(10);
    // A sender may die between its commit and its notification: that long its message waits at most, however many queues there are.
    private static readonly TimeSpan Unheard = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan WhileDeaf = TimeSpan.FromSeconds(1);

    private readonly WakeSignal wake = new();
    private TimeSpan wait = options.PollAtFirst;
    private volatile bool isHinted = true;
    private bool isIdle;

    public void Hint()
    {
        isHinted = true;
        wake.Set();
    }

    /// <summary>Returns at once while there is work.</summary>
    /// <param name="share">0 to 1, another one in each process: replicas that fell idle together don't ask together.</param>
    /// <param name="waiting">How many wait so in this process. Where hints wake them, all together look as often as one.</param>
    /// <param name="stopping">Ends the wait.</param>
    public async ValueTask WaitAsync(double share, int waiting, CancellationToken stopping)
    {
        if (!isIdle)
            return;

        var most = options.PollEvery ?? Longest(waiting);
        var next = (wait < most ? wait : most) * (0.9 + (0.2 * share));
        var untilDue = due.Next() is { } first && first < next ? first : next;
        if (untilDue > TimeSpan.Zero)
            await wake.WaitAsync(untilDue, clock, stopping);
        wait = isHinted ? options.PollAtFirst : wait * 2;
        if (wait > most)
            wait = most;
    }

    private TimeSpan Longest(int waiting) => hints switch
    {
        { IsListening: false } => WhileDeaf,
        HeartbeatHints => waiting * WhileBeating,
        _ => waiting * WhileListening < Unheard ? waiting * WhileListening : Unheard,
    };

    /// <returns>True where this is the first time that nothing was found: what is due next is not known then.</returns>
    public bool Found(bool some, bool waited)
    {
        var isNew = !some && (!isIdle || isHinted || waited);
        isIdle = !some;
        if (some)
            wait = options.PollAtFirst;
        else
            isHinted = false;
        return isNew;
    }
}
