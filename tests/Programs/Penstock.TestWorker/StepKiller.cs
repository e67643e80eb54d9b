namespace Penstock.TestWorker;

/// <summary>Says each step, and dies at the one that was asked for.</summary>
internal sealed class StepKiller(Asked asked)
{
    private readonly int[] times = new int[Enum.GetValues<Step>().Length];

    public ValueTask ReachedAsync(Step step)
    {
        var time = Interlocked.Increment(ref times[(int)step]);
        if (step != asked.KillAt || time != asked.KillAtTime)
            return ValueTask.CompletedTask;

        Said.Line($"reached {step} {time}");
        Death.Now();
        return ValueTask.CompletedTask;
    }
}
