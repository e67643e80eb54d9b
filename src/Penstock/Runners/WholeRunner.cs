namespace Penstock;

/// <summary>The whole batch in one call; when it fails, halves, until the culprit is alone.</summary>
internal sealed class WholeRunner<T>(Decode<T> decode, IBatchHandler<T> handler, RunnerContext context)
    : GroupRunner(context), IDisposable
{
    private readonly AttemptToken token = new(context.Options.AttemptTimeout, context.Clock, context.Stopping.GiveUp);

    public void Dispose() => token.Dispose();

    protected override async ValueTask<IReadOnlyList<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group)
    {
        var runs = new List<Run>(group.Count);
        var deliveries = new List<Delivery>(group.Count);
        var messages = new List<T>(group.Count);
        foreach (var delivery in group)
        {
            try
            {
                messages.Add(decode.DecodeOrReject(delivery));
                deliveries.Add(delivery);
            }
            catch (RejectedException error)
            {
                runs.Add(new Run(delivery, Fault.Message, error));
            }
        }

        await new Bisection<T>(handler, batch, Context, token, Isolation, runs).RunAsync(deliveries.ToArray(), messages.ToArray());
        token.Rest();
        return runs;
    }
}
