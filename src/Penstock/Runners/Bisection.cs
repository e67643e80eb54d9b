namespace Penstock;

/// <summary>
/// Finds the culprits of one batch. A message's own fault is halved until it is alone; a dependency's never is, since halves
/// would only knock again at a closed door.
/// </summary>
internal sealed class Bisection<T>(
    IBatchHandler<T> handler, Batch batch, RunnerContext context, AttemptToken token, Isolation isolation, KeyOrder order,
    List<Run> runs)
{
    // Each culprit leaves a subtransaction behind; far above this Postgres spills its cache of them to disk.
    private const int MostCulprits = 16;

    private bool saved;
    private bool clean;
    private bool broken;
    private int culprits;

    public async ValueTask RunAsync(ArraySegment<Delivery> deliveries, ArraySegment<T> messages)
    {
        if (deliveries.Count > 0)
            await GoOnAsync(deliveries, messages, (deliveries, messages));
    }

    // False: nothing more may be run in this batch; what has no run is handed back.
    private async ValueTask<bool> GoOnAsync(
        ArraySegment<Delivery> deliveries, ArraySegment<T> messages, (ArraySegment<Delivery> Deliveries, ArraySegment<T> Messages) all)
    {
        if (context.Stopping.Requested.IsCancellationRequested)
            return false;
        (deliveries, messages) = HandBackBehind(deliveries, messages);
        if (deliveries.Count == 0)
            return true;

        var (error, blame) = await TryAsync(messages);
        if (error is null)
            return Add(deliveries, Fault.None, null);
        if (context.Stopping.GiveUp.IsCancellationRequested)
            return !Add(deliveries, Fault.Interrupted, null);
        if (blame == Blame.Dependency || broken)
            return await DependencyAsync(deliveries, blame, error);
        if (blame == Blame.Destination && batch.Transaction is null)
            return !Add(deliveries, Fault.Dependency, error);
        if (deliveries.Count == 1)
            return await CulpritAsync(deliveries, blame, error, all);

        var half = deliveries.Count / 2;
        return await GoOnAsync(deliveries[..half], messages[..half], all) && await GoOnAsync(deliveries[half..], messages[half..], all);
    }

    // What stands behind a culprit of its key must not run.
    private (ArraySegment<Delivery> Deliveries, ArraySegment<T> Messages) HandBackBehind(
        ArraySegment<Delivery> deliveries, ArraySegment<T> messages)
    {
        if (!deliveries.Any(order.IsBehind))
            return (deliveries, messages);

        runs.AddRange(deliveries.Where(order.IsBehind).Select(Run.Interrupted));
        var free = deliveries.Zip(messages).Where(p => !order.IsBehind(p.First)).ToList();
        return (free.Select(p => p.First).ToArray(), free.Select(p => p.Second).ToArray());
    }

    private async ValueTask<(Exception? Error, Blame Blame)> TryAsync(ArraySegment<T> messages)
    {
        for (var tries = 0; ; tries++)
        {
            if (await AttemptAsync(messages) is not { } error)
                return (null, default);

            await UndoAsync();
            var blame = context.Judge.Classify(error);
            // At once, without a wait: rows are locked.
            if (blame != Blame.Dependency || broken || tries >= context.Options.InProcessRetries
                || context.Stopping.Requested.IsCancellationRequested)
                return (error, blame);
        }
    }

    private async ValueTask<Exception?> AttemptAsync(ArraySegment<T> messages)
    {
        var limit = token.Begin(CancellationToken.None);
        try
        {
            if (!clean)
                await batch.SaveAsync(saved, context.Stopping.End);
            (saved, clean) = (true, false);
            await handler.HandleAsync(messages, batch, limit);
            await batch.VerifyAsync(context.Stopping.GiveUp);
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.Stopping.GiveUp.IsCancellationRequested)
        {
            return token.TimedOut();
        }
        catch (Exception error)
        {
            return error;
        }
    }

    private async ValueTask UndoAsync()
    {
        try
        {
            await batch.UndoAsync(context.Stopping.End);
            clean = true;
        }
        catch (Exception)
        {
            // The transaction is gone with its connection; the error that broke it says more than this one.
            broken = true;
        }
    }

    private async ValueTask<bool> DependencyAsync(ArraySegment<Delivery> deliveries, Blame blame, Exception error)
    {
        if (await context.Judge.IsOutageAsync(broken && blame == Blame.Message ? Blame.Dependency : blame, context.Stopping.GiveUp))
            return !Add(deliveries, Fault.Dependency, error);
        if (deliveries.Count == 1)
            return Add(deliveries, Fault.Message, error) && !broken;

        // One of them hits a dead corner; which one, they show alone.
        isolation.RunAlone(deliveries);
        return !Add(deliveries, Fault.Interrupted, null);
    }

    private async ValueTask<bool> CulpritAsync(
        ArraySegment<Delivery> deliveries, Blame blame, Exception error, (ArraySegment<Delivery>, ArraySegment<T>) all)
    {
        if (blame == Blame.Destination && !await AnotherSucceedsAsync(deliveries[0], all))
            return !Add(deliveries, Fault.Dependency, error);

        return Add(deliveries, Fault.Message, error) && (batch.Transaction is null || ++culprits < MostCulprits);
    }

    // An error that says "the destination" hits every record, or it is this record's after all.
    private async ValueTask<bool> AnotherSucceedsAsync(
        Delivery culprit, (ArraySegment<Delivery> Deliveries, ArraySegment<T> Messages) all)
    {
        if (runs.Exists(r => r.Fault == Fault.None))
            return true;

        var other = all.Deliveries[^1] == culprit ? 0 : all.Deliveries.Count - 1;
        if (all.Deliveries[other] == culprit)
            return false;

        var error = await AttemptAsync(all.Messages.Slice(other, 1));
        await UndoAsync();
        return error is null;
    }

    private bool Add(ArraySegment<Delivery> deliveries, Fault fault, Exception? error)
    {
        foreach (var delivery in deliveries)
            runs.Add(order.Learn(new Run(delivery, fault, error)));
        if (deliveries.Count == 1 && fault is Fault.None or Fault.Message)
            isolation.RanAlone(deliveries[0]);
        return true;
    }
}
