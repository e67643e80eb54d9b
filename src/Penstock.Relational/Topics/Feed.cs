namespace Penstock.Relational;

/// <summary>Keeps a group's queue filled from the log while somebody claims, and knows when a look is worth it.</summary>
internal sealed class Feed(Store store, TopicGroup group, TopicOptions options, TimeProvider clock)
{
    /// <summary>Of each bucket at once: some thousands where all have them, and a transaction of some tens of milliseconds.</summary>
    private const int MostPerBucket = 64;

    // Of the time for which there was no news: soon after a hint that came before its commit, and ever later.
    private const int LooksPerQuietTime = 4;

    private static readonly TimeSpan WhileListening = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WhileDeaf = TimeSpan.FromSeconds(1);

    private readonly Transfer transfer = new(store, group);
    private readonly ReadAhead ahead = new(store, group.Queue, options.ReadAhead, clock);
    private volatile bool isHinted = true;
    private volatile bool isLow = true;
    private bool isThere;
    private long newsAt = clock.GetTimestamp();
    private long lookedAt = clock.GetTimestamp();

    public void Hint() => isHinted = true;

    /// <summary>What a claim brought: less than was asked for is a queue that runs low.</summary>
    public void Claimed(int count, int max)
    {
        isLow = count < max;
        if (count > 0)
            Volatile.Write(ref newsAt, clock.GetTimestamp());
    }

    /// <summary>Before a claim, by one caller at a time.</summary>
    public async ValueTask FillAsync(CancellationToken stopping)
    {
        if (!IsLookDue())
            return;

        if (isHinted)
            Volatile.Write(ref newsAt, clock.GetTimestamp());
        isHinted = false;
        lookedAt = clock.GetTimestamp();
        if (!isThere)
            await new Topics(store).AddGroupAsync(group.Topic, group.Group, options.Start, stopping);
        isThere = true;
        if (await transfer.RunAsync(await ahead.FullAsync(stopping), MostPerBucket, stopping) == 0)
            return;

        ahead.Moved();
        Volatile.Write(ref newsAt, clock.GetTimestamp());
        // Buckets of the queue that were filled may be in the hands of others.
        store.Hints.Send(Queues.Address(group.Queue));
    }

    private bool IsLookDue()
    {
        if (!isLow)
            return false;

        var most = options.Queue.PollEvery ?? (store.Hints.IsListening ? WhileListening : WhileDeaf);
        var wait = clock.GetElapsedTime(Volatile.Read(ref newsAt)) / LooksPerQuietTime;
        return isHinted || clock.GetElapsedTime(lookedAt) >= (wait < most ? wait : most);
    }
}
