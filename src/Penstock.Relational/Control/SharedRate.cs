using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

#pragma warning disable CA1001 // A semaphore that nobody waits for by its handle holds nothing, and lanes may still wait at a limit that was replaced.
/// <summary>
/// One rate over all replicas. Permits are taken from the store in chunks that are paid for at once and ready when the bucket
/// would have held them: one statement a chunk, none while nothing comes, and nobody asks in vain. While the store is away,
/// each replica keeps to its part.
/// </summary>
internal sealed class SharedRate(
    string pipeline, double perSecond, Func<int, CancellationToken, ValueTask<TimeSpan?>> take, TimeProvider clock, ILogger logger) : IGate
#pragma warning restore CA1001
{
    // Small, so that the rate holds also over a few seconds, and large enough for a few statements a second.
    private const double ChunkSeconds = 0.25;
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim one = new(1);
    private readonly Lock sync = new();
    private RateGate? part;
    private int partOf;
    private int replicas = 1;
    private int permits;
    private int coming;
    private long readyAt;
    private long askAt;

    public async ValueTask<int> EnterAsync(int wanted, CancellationToken stopping)
    {
        while (true)
        {
            if (TakeOwn(wanted) is var granted and > 0)
                return granted;

            await one.WaitAsync(stopping);
            try
            {
                await FillAsync(stopping);
            }
            finally
            {
                one.Release();
            }
        }
    }

    /// <summary>What did not come of it is used for what comes later.</summary>
    public void Came(int granted, int came)
    {
        lock (sync)
            permits += granted - came;
    }

    /// <summary>How many share the rate: chunks are smaller, the more there are.</summary>
    public void Among(int replicas) => Volatile.Write(ref this.replicas, Math.Max(1, replicas));

    private int TakeOwn(int wanted)
    {
        lock (sync)
        {
            var granted = Math.Clamp(permits, 0, wanted);
            permits -= granted;
            return granted;
        }
    }

    // A lane at a time. A wait that a pause ends loses nothing: what was paid for is still coming.
    private async ValueTask FillAsync(CancellationToken stopping)
    {
        lock (sync)
        {
            if (permits > 0)
                return;
        }

        if (coming == 0 && !await TakeChunkAsync(stopping))
        {
            Add(await Part().EnterAsync(Chunk(), stopping));
            return;
        }

        // A millisecond more than computed: timers round down.
        if (clock.GetElapsedTime(clock.GetTimestamp(), readyAt) is var wait && wait > TimeSpan.Zero)
            await Task.Delay(wait + TimeSpan.FromMilliseconds(1), clock, stopping);
        Add(coming);
        coming = 0;
    }

    private async ValueTask<bool> TakeChunkAsync(CancellationToken stopping)
    {
        if (clock.GetTimestamp() < askAt)
            return false;

        var chunk = Chunk();
        if (await AskAsync(chunk, stopping) is not { } wait)
        {
            askAt = After(AskAgain);
            return false;
        }

        (coming, readyAt, askAt, part) = (chunk, After(wait), 0, null);
        return true;
    }

    // Null: the store is away, or it knows of another limit by now, which will be heard of soon.
    private async ValueTask<TimeSpan?> AskAsync(int chunk, CancellationToken stopping)
    {
        using var answer = new CancellationTokenSource(Answer, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, answer.Token);
        try
        {
            return await take(chunk, either.Token);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            if (part is null)
                Log.PermitsAway(logger, pipeline, error.Message, perSecond / replicas, replicas);
            return null;
        }
    }

    private RateGate Part()
    {
        if (part is null || partOf != replicas)
            (part, partOf) = (new RateGate(perSecond / replicas, Chunk(), clock), replicas);
        return part;
    }

    private int Chunk() => (int)Math.Clamp(perSecond * ChunkSeconds / Volatile.Read(ref replicas), 1, 100_000);

    private void Add(int more)
    {
        lock (sync)
            permits += more;
    }

    private long After(TimeSpan span) => clock.GetTimestamp() + (long)(span.TotalSeconds * clock.TimestampFrequency);
}
