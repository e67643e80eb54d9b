using Microsoft.Extensions.Logging;

namespace Penstock.Relational;

/// <summary>A pipeline of this process, what was last wanted of it, and what was last said of it.</summary>
internal sealed class Steered(Pipeline pipeline, Func<double, SharedRate> limit, ILogger logger)
{
    private SharedRate? shared;
    private double? rate;
    private long generation;
    private int seen;

    public string Name => pipeline.Name;

    /// <summary>Null: nothing is said yet in this life of the process.</summary>
    public Observed? Said { get; set; }

    /// <summary>It is on its way to another state, so that what it has in hand is worth telling.</summary>
    public bool IsChanging => pipeline.State is PipelineState.Pausing or PipelineState.Draining;

    public Observed Now => new(generation, pipeline.State, IsChanging ? pipeline.InHand : 0);

    /// <returns>False for most calls: the state is the same as at the last one.</returns>
    public bool HasMoved()
    {
        var state = (int)pipeline.State;
        return Interlocked.Exchange(ref seen, state) != state;
    }

    public void OnChange(Action changed) => pipeline.Changed += changed;

    public void Obey(Desired desired, int replicas)
    {
        if (desired.Generation != generation)
        {
            Log.Steered(logger, Name, desired.ChangedBy, ControlText.Of(desired.State), ControlText.OfRate(desired.Rate), desired.Generation, desired.Why ?? "no reason given");
            // A change of the limit says nothing new of the state, which the program itself may have changed since.
            var isLimit = desired.Rate != rate;
            if (isLimit)
                Limit(desired.Rate);
            if (!isLimit || generation == 0)
                Turn(desired.State);
            generation = desired.Generation;
        }

        shared?.Among(replicas);
    }

    private void Limit(double? perSecond)
    {
        rate = perSecond;
        shared = perSecond is { } some ? limit(some) : null;
        pipeline.LimitBy(shared);
    }

    private void Turn(DesiredState state)
    {
        switch (state)
        {
            case DesiredState.Paused when pipeline.State is not (PipelineState.Pausing or PipelineState.Paused):
                pipeline.Pause();
                break;
            case DesiredState.Draining:
                pipeline.Drain();
                break;
            case DesiredState.Running when pipeline.State is not PipelineState.Running:
                pipeline.Resume();
                break;
            default:
                break;
        }
    }
}
