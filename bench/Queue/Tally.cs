namespace Penstock.Bench;

/// <summary>Counts what is handled and what is settled, and notes when the last of them was.</summary>
internal sealed class Tally(int expected, TimeProvider clock) : IPassObserver
{
    private readonly TaskCompletionSource<long> finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;
    private int settled;

    /// <summary>The time stamp at which the last expected message was settled.</summary>
    public Task<long> Finished => finished.Task;

    public int Calls => Volatile.Read(ref calls);

    public void Called() => Interlocked.Increment(ref calls);

    public void Settled(Pass pass)
    {
        if (Interlocked.Add(ref settled, pass.Verdicts.Count) >= expected)
            finished.TrySetResult(clock.GetTimestamp());
    }

    public void Failed(Exception error) => finished.TrySetException(error);
}
