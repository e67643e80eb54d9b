namespace Penstock;

/// <summary>The whole batch in one call; when it fails, halves, until the culprit is alone.</summary>
internal sealed class WholeRunner<T>(Decode<T> decode, IBatchHandler<T> handler, RunnerContext context) : IRunner, IDisposable
{
    private readonly AttemptToken token = new(context.Options.AttemptTimeout, context.Clock, context.Stopping.GiveUp);
    private readonly Isolation isolation = new();

    public async IAsyncEnumerable<IReadOnlyList<Run>> RunAsync(Batch batch)
    {
        foreach (var group in isolation.Groups(batch))
        {
            if (Isolation.IsParked(group[0]))
            {
                yield return [Isolation.Parked(group[0])];
                continue;
            }

            if (context.Stopping.Requested.IsCancellationRequested)
                yield break;

            await batch.RunningAsync(group, context.Stopping.GiveUp);
            var runs = await RunGroupAsync(batch, group);
            yield return runs;
            if (runs.Exists(r => r.Fault == Fault.Dependency))
                yield break;
        }
    }

    public void Dispose() => token.Dispose();

    private async ValueTask<List<Run>> RunGroupAsync(Batch batch, IReadOnlyList<Delivery> group)
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

        await new Bisection<T>(handler, batch, context, token, isolation, runs).RunAsync(deliveries.ToArray(), messages.ToArray());
        token.Rest();
        return runs;
    }
}
