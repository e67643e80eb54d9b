namespace Penstock;

/// <summary>The whole batch in one call; when it fails, halves, until the culprit is alone.</summary>
internal sealed class WholeRunner<T>(Decode<T> decode, IBatchHandler<T> handler, RunnerContext context)
    : GroupRunner(context), IDisposable
{
    private readonly AttemptToken token = new(context.Options.AttemptTimeout, context.Clock, context.Stopping.GiveUp);

    public void Dispose() => token.Dispose();

    protected override async ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group, KeyOrder order)
    {
        var runs = new List<Run>(group.Count);
        var deliveries = new List<Delivery>(group.Count);
        var messages = new List<T>(group.Count);
        var behindRejected = new KeyOrder();
        foreach (var delivery in group)
        {
            if (behindRejected.IsBehind(delivery))
            {
                runs.Add(Run.Interrupted(delivery));
                continue;
            }

            try
            {
                messages.Add(decode.DecodeOrReject(delivery));
                deliveries.Add(delivery);
            }
            catch (RejectedException error)
            {
                runs.Add(behindRejected.Learn(Undecodable(delivery, error, deliveries)));
            }
        }

        await new Bisection<T>(handler, batch, Context, token, Isolation, order, runs).RunAsync(deliveries.ToArray(), messages.ToArray());
        token.Rest();
        return runs;
    }

    // Its turn has not come while one of its key is ahead, which may yet fail.
    private static Run Undecodable(Delivery delivery, RejectedException error, List<Delivery> ahead) =>
        delivery.Key is not null && ahead.Exists(d => d.Key == delivery.Key) ? Run.Interrupted(delivery) : new Run(delivery, Fault.Message, error);
}
