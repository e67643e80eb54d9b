namespace Penstock.TestWorker;

/// <summary>Freezes or dies at the step that was asked for.</summary>
internal sealed class StepFaults(Asked asked, Input input)
{
    private readonly int[] times = new int[Enum.GetValues<Step>().Length];

    public async ValueTask ReachedAsync(Step step)
    {
        var time = Interlocked.Increment(ref times[(int)step]);
        if (step == asked.FreezeAt && time == 1)
        {
            Said.Line($"frozen at {step}");
            await input.LineAsync();
        }

        if (step == asked.KillAt && time == asked.KillAtTime)
        {
            Said.Line($"reached {step} {time}");
            Death.Now();
        }
    }
}
