namespace Penstock;

/// <summary>Runs one delivery at a time to its end: decode, handle, and ask whose fault it was.</summary>
internal sealed class Attempt<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context) : IDisposable
{
    private readonly AttemptToken token = new(context.Options.AttemptTimeout, context.Clock, context.Stopping.GiveUp);

    /// <summary>The batch's transaction is gone: what is run in it now leaves nothing behind.</summary>
    public bool IsBroken { get; private set; }

    public async ValueTask<Run> RunAsync(Delivery delivery, Batch batch)
    {
        IsBroken = false;
        for (var tries = 0; ; tries++)
        {
            if (delivery.Lost.IsCancellationRequested)
                return Run.Interrupted(delivery);

            var error = await TryAsync(delivery, batch);
            if (error is null)
                return Run.Succeeded(delivery);

            await UndoAsync(batch);
            if (context.Stopping.GiveUp.IsCancellationRequested || delivery.Lost.IsCancellationRequested)
                return Run.Interrupted(delivery);

            var blame = context.Judge.Classify(error);
            if (blame != Blame.Dependency || IsBroken || tries >= context.Options.InProcessRetries
                || context.Stopping.Requested.IsCancellationRequested)
                return await JudgeAsync(delivery, blame, error);

            // While rows are locked it is tried again at once.
            if (batch.Transaction is null)
                await WaitAsync(tries);
        }
    }

    public void Rest() => token.Rest();

    public void Dispose() => token.Dispose();

    private async ValueTask<Exception?> TryAsync(Delivery delivery, Batch batch)
    {
        var limit = token.Begin(delivery.Lost);
        try
        {
            await handler.HandleAsync(decode.DecodeOrReject(delivery), delivery, limit);
            if (batch.Transaction is not null)
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
        finally
        {
            token.End();
        }
    }

    private async ValueTask UndoAsync(Batch batch)
    {
        if (batch.Transaction is null)
            return;

        try
        {
            await batch.UndoAsync(context.Stopping.End);
        }
        catch (Exception)
        {
            // The transaction is gone with its connection; the error that broke it says more than this one.
            IsBroken = true;
        }
    }

    private async ValueTask<Run> JudgeAsync(Delivery delivery, Blame blame, Exception error) =>
        await context.Judge.IsOutageAsync(IsBroken && blame == Blame.Message ? Blame.Dependency : blame, context.Stopping.GiveUp)
            ? new Run(delivery, Fault.Dependency, error)
            : new Run(delivery, Fault.Message, error);

    private async ValueTask WaitAsync(int tries)
    {
        try
        {
            await Task.Delay(context.Options.InProcessDelay * Math.Pow(2, tries), context.Clock, context.Stopping.Requested);
        }
        catch (OperationCanceledException)
        {
            // A shutdown ends the wait, not the delivery: it gets its last try now.
        }
    }
}
