namespace Penstock;

/// <summary>Runs one delivery at a time to its end: decode, handle, and ask whose fault it was.</summary>
internal sealed class Attempt<T>(Decode<T> decode, IHandler<T> handler, RunnerContext context) : IDisposable
{
    private readonly AttemptToken token = new(context.Options.AttemptTimeout, context.Clock, context.Stopping.GiveUp);

    public async ValueTask<Run> RunAsync(Delivery delivery)
    {
        for (var tries = 0; ; tries++)
        {
            var error = await TryAsync(delivery);
            if (error is null)
                return Run.Succeeded(delivery);
            if (context.Stopping.GiveUp.IsCancellationRequested || delivery.Lost.IsCancellationRequested)
                return Run.Interrupted(delivery);

            var blame = context.Judge.Classify(error);
            if (blame != Blame.Dependency || tries >= context.Options.InProcessRetries || context.Stopping.Requested.IsCancellationRequested)
                return await JudgeAsync(delivery, blame, error);

            await WaitAsync(tries);
        }
    }

    public void Rest() => token.Rest();

    public void Dispose() => token.Dispose();

    private async ValueTask<Exception?> TryAsync(Delivery delivery)
    {
        var limit = token.Begin(delivery.Lost);
        try
        {
            await handler.HandleAsync(decode.DecodeOrReject(delivery), delivery, limit);
            return null;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.Stopping.GiveUp.IsCancellationRequested)
        {
            return new TimeoutException($"The handler took longer than {context.Options.AttemptTimeout.TotalSeconds} s, the limit of an attempt.");
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

    private async ValueTask<Run> JudgeAsync(Delivery delivery, Blame blame, Exception error) =>
        await context.Judge.IsOutageAsync(blame, context.Stopping.GiveUp)
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
