namespace Penstock.Bench;

/// <summary>Counts what is settled, and notes when the last of it was.</summary>
internal sealed class Tally(int expected, TimeProvider clock) : IPassObserver
{
    private readonly TaskCompletionSource<long> finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int settled;
    private long begun;

    /// <summary>The time stamp at which the last expected message was settled.</summary>
    public Task<long> Finished => finished.Task;

    /// <summary>The time stamp at which the first batch was taken; 0 before one is settled.</summary>
    public long Begun => Volatile.Read(ref begun);

    public void Settled(Pass pass)
    {
        if (begun == 0)
            Interlocked.CompareExchange(ref begun, clock.GetTimestamp() - (long)(pass.Elapsed.TotalSeconds * clock.TimestampFrequency), 0);
        if (Interlocked.Add(ref settled, pass.Verdicts.Count) >= expected)
            finished.TrySetResult(clock.GetTimestamp());
    }

    public void Failed(Exception error) => finished.TrySetException(error);
}
