namespace Penstock.Testing;

/// <summary>Plays histories side by side, one a processor.</summary>
public static class Seeds
{
    /// <summary>
    /// Returns when all are played, or when one said to stop. On threads of their own: a simulation computes without a pause, and on
    /// the pool's threads it would keep whatever else runs in the process from going on.
    /// </summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many, one after the other from there on.</param>
    /// <param name="play">Plays one; false: no more are begun.</param>
    public static void Play(int first, int count, Func<int, bool> play)
    {
        var (next, stopped) = (first - 1, false);
        void PlayAll()
        {
            while (!Volatile.Read(ref stopped) && Interlocked.Increment(ref next) is var seed && seed < first + count)
            {
                if (!play(seed))
                    Volatile.Write(ref stopped, true);
            }
        }

        Task.WaitAll([.. Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => Task.Factory.StartNew(PlayAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }
}
