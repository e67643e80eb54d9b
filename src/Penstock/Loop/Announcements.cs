using Microsoft.Extensions.Logging;

namespace Penstock;

/// <summary>Tells what a pass did, once it is settled: to the meters, the log, and the worker's own observers.</summary>
internal sealed class Announcements(
    string pipeline, IReadOnlyList<IPassObserver> observers, PipelineTelemetry telemetry, ILogger logger)
{
    public void Settled(Pass pass, int lost)
    {
        telemetry.Settled(pass.Verdicts, lost, pass.Elapsed);
        if (lost > 0)
            Log.Lost(logger, pipeline, lost);
        for (var i = 0; i < pass.Verdicts.Count; i++)
            Tell(pass.Verdicts[i]);
        Tell(observer => observer.Settled(pass));
    }

    public void Failed(Exception error) => Tell(observer => observer.Failed(error));

    private void Tell(in Verdict verdict)
    {
        var (delivery, settlement) = verdict;
        if (settlement is Settlement.DeadLetter dead)
            Log.DeadLettered(logger, pipeline, delivery.Origin, delivery.Failures + 1, dead.Reason.Type, dead.Reason.Message);
        else if (settlement is Settlement.Retry retry)
            Log.Retried(logger, pipeline, delivery.Origin, retry.After.TotalSeconds, retry.Reason.Type, retry.Reason.Message);
    }

    private void Tell(Action<IPassObserver> what)
    {
        foreach (var observer in observers)
        {
            try
            {
                what(observer);
            }
            catch (Exception error)
            {
                // A worker's metrics must not stop its work.
                Log.ObserverFailed(logger, error, pipeline);
            }
        }
    }
}
