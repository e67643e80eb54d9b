using Microsoft.Extensions.Logging;

namespace Penstock.Workers.Chat;

/// <summary>The status updater's counters, its log, and whom it tells; all of what is settled.</summary>
internal sealed class StatusObserver : IPassObserver
{
    public const string Worker = "status_updater";

    private readonly FlowMetrics metrics;
    private readonly Outcomes<StatusChange> outcomes;
    private readonly ConversationNews news;
    private readonly TimeProvider clock;
    private readonly ILogger<StatusObserver> logger;

    public StatusObserver(
        FlowMetrics metrics, Outcomes<StatusChange> outcomes, ConversationNews news, TimeProvider clock, ILogger<StatusObserver> logger)
    {
        (this.metrics, this.outcomes, this.news, this.clock, this.logger) = (metrics, outcomes, news, clock, logger);
        metrics.Begin(Worker, FlowMetrics.NoChannel);
    }

    public void Settled(Pass pass)
    {
        foreach (var (delivery, settlement) in pass.Verdicts)
        {
            if (settlement is Settlement.Complete && outcomes.Of(delivery) is { } change)
                Completed(change, pass.Elapsed);
            else if (settlement is Settlement.Retry retry)
                Failed(delivery, retry.Reason);
            else if (settlement is Settlement.DeadLetter dead)
                Failed(delivery, dead.Reason, givenUp: true);
        }

        metrics.Passed(Worker, pass.Elapsed);
    }

    void IPassObserver.Failed(Exception error) => Log.StatusFailed(logger, error.GetType().Name, error.Message);

    private void Completed(StatusChange change, TimeSpan elapsed)
    {
        var (update, effect) = change;
        var channel = update.Channel ?? FlowMetrics.NoChannel;
        metrics.Processed(Worker, channel, effect == StatusEffect.Duplicate ? FlowMetrics.Duplicate : FlowMetrics.Success, 1);
        metrics.Took(Worker, channel, elapsed);
        if (effect == StatusEffect.Unknown)
            Log.MessageUnknown(logger, update.MessageId, update.Status.Label(), update.ConversationId);
        else if (effect == StatusEffect.Kept)
            Log.StatusKept(logger, update.MessageId, update.Status.Label(), update.ConversationId);
        else if (effect == StatusEffect.Changed && news.IsOn)
            news.Tell(update.Key, StatusNews.Of(update, clock.GetUtcNow()));
    }

    private void Failed(Delivery delivery, Reason reason, bool givenUp = false)
    {
        metrics.Processed(Worker, FlowMetrics.NoChannel, FlowMetrics.Failed, 1);
        if (givenUp)
            metrics.Dead(reason);
        Log.UpdateFailed(logger, delivery.Origin, delivery.Failures + 1, reason.Type, reason.Message);
    }
}
