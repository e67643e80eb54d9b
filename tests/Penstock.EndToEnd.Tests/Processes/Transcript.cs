namespace Penstock.EndToEnd.Tests;

/// <summary>All that a process said, with a reader that goes forward.</summary>
internal sealed class Transcript
{
    private readonly List<string> lines = [];
    private TaskCompletionSource changed = New();
    private int read;
    private bool ended;

    public void Add(string line) => Change(() => lines.Add(line));

    public void End() => Change(() => ended = true);

    /// <summary>Lines that came until now are passed over.</summary>
    public void FromNowOn()
    {
        lock (lines)
            read = lines.Count;
    }

    /// <summary>Waits for the next line that is meant, and returns it.</summary>
    public async Task<string> NextAsync(Func<string, bool> isMeant, string what, TimeSpan limit)
    {
        using var limited = new CancellationTokenSource(limit, TimeProvider.System);
        while (true)
        {
            Task change;
            lock (lines)
            {
                while (read < lines.Count)
                {
                    if (isMeant(lines[read++]))
                        return lines[read - 1];
                }

                if (ended)
                    throw new InvalidOperationException($"The process ended without '{what}':\n{this}");
                change = changed.Task;
            }

            try
            {
                await change.WaitAsync(limited.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"'{what}' did not come within {limit.TotalSeconds} s:\n{this}", late);
            }
        }
    }

    public IReadOnlyList<string> All(string beginning)
    {
        lock (lines)
            return [.. lines.Where(l => l.StartsWith(beginning, StringComparison.Ordinal)).Select(l => l[beginning.Length..])];
    }

    public override string ToString()
    {
        lock (lines)
            return string.Join('\n', lines.TakeLast(60));
    }

    private void Change(Action change)
    {
        TaskCompletionSource before;
        lock (lines)
        {
            change();
            (before, changed) = (changed, New());
        }

        before.TrySetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
