namespace Penstock.Bench;

/// <summary>A figure that can't be had in its time is left out, and said to be, so that the others are there.</summary>
internal sealed class TimeLimit(TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    public async Task<IReadOnlyList<BenchRow>> RunAsync(string what, TimeSpan limit, Func<CancellationToken, Task<IReadOnlyList<BenchRow>>> measure)
    {
        using var late = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await measure(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            await progress.WriteLineAsync($"{what}: not done within {limit.TotalSeconds:0} s, no figure");
            return [];
        }
    }
}
