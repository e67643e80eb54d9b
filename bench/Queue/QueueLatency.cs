using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Penstock.Relational;

namespace Penstock.Bench;

/// <summary>From the call that sends to the handler's, on an idle worker of default options, sent from elsewhere: another pool, another ear.</summary>
internal sealed class QueueLatency(string url, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int WarmUp = 20;
    private const int Sends = 200;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> arrivals = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        await progress.WriteLineAsync($"latency: {Sends} messages to an idle worker");
        await using var database = await QueueBacklog.CreateAsync(url);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var run = new QueueRun(database.Store, clock) { Size = new PipelineOptions().BatchSize, Handle = ArrivedAsync };
        var running = run.RunAsync(new Tally(int.MaxValue, clock), stop.Token);
        var times = await SendAsync(database);
        await stop.CancelAsync();
        await running;
        times.Sort();
        return [Row("p50", times[times.Count / 2]), Row("p95", times[times.Count * 95 / 100])];
    }

    private static BenchRow Row(string which, double time) => new(QueueBench.Name, $"enqueue to handler, idle, {which}", "ms", time);

    private async Task<List<double>> SendAsync(BenchDatabase database)
    {
        await using var elsewhere = database.NewStore();
        var queues = new Queues(elsewhere);
        var times = new List<double>();
        for (var i = 0; i < WarmUp + Sends; i++)
        {
            // Uneven, so that no message meets the worker at the same point of its waits.
            await Task.Delay(TimeSpan.FromMilliseconds(30 + (i * 37 % 200)), clock, cancellation);
            var time = await OneAsync(queues, i.ToString(CultureInfo.InvariantCulture));
            if (i >= WarmUp)
                times.Add(time);
        }

        return times;
    }

    private async Task<double> OneAsync(Queues queues, string text)
    {
        var arrival = arrivals[text] = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sentAt = clock.GetTimestamp();
        await queues.SendAsync(QueueBacklog.Queue, [new Message(Encoding.UTF8.GetBytes(text))], cancellation);
        return clock.GetElapsedTime(sentAt, await arrival.Task.WaitAsync(cancellation)).TotalMilliseconds;
    }

    private ValueTask ArrivedAsync(Delivery delivery, CancellationToken giveUp)
    {
        arrivals[Encoding.UTF8.GetString(delivery.Body.Span)].TrySetResult(clock.GetTimestamp());
        return ValueTask.CompletedTask;
    }
}
