namespace Penstock.Bench;

/// <summary>Messages a second, of one node and twenty processes each, from the stream until they are committed and acknowledged.</summary>
internal sealed class DigestThroughput(DigestScene scene, TextWriter progress, TimeProvider clock, CancellationToken cancellation)
{
    private const int Messages = 10_000;
    private const int MessagesOneByOne = 1_000;

    public async Task<IReadOnlyList<BenchRow>> RunAsync()
    {
        var run = new DigestRun(scene, clock);
        var oneLane = new DigestRun(scene, clock) { Options = DigestScene.Options with { Lanes = 1 } };
        var bare = new DigestBareLoop(scene);
        var plain = new OneByOneCycle(scene);
        var rates = await new Rounds(progress, cancellation).MediansAsync(
            ("digest, messages/s", () => RateAsync(Messages, async () => await run.FinishAsync(Messages, cancellation))),
            ("digest, one lane, messages/s", () => RateAsync(Messages, async () => await oneLane.FinishAsync(Messages, cancellation))),
            ("bare loop, messages/s", () => RateAsync(Messages, () => TimedAsync(() => bare.RunAsync(Messages, cancellation)))),
            ("a transaction a message, messages/s", () => RateAsync(MessagesOneByOne, () => TimedAsync(() => plain.RunAsync(MessagesOneByOne, cancellation)))));
        return
        [
            BenchRow.Against(DigestBench.Name, "1 node and 20 processes a message, against XREADGROUP, COPY and XACK", "messages/s", rates[0], rates[2]),
            BenchRow.Against(DigestBench.Name, "the same with one lane", "messages/s", rates[1], rates[2]),
            BenchRow.Against(DigestBench.Name, "the same, against a transaction a message", "messages/s", rates[0], rates[3]),
        ];
    }

    private async Task<double> RateAsync(int messages, Func<Task<TimeSpan>> run)
    {
        await scene.FillAsync(messages, cancellation);
        var elapsed = await run();
        await scene.CheckAsync(messages);
        return messages / elapsed.TotalSeconds;
    }

    private async Task<TimeSpan> TimedAsync(Func<Task> run)
    {
        var startedAt = clock.GetTimestamp();
        await run();
        return clock.GetElapsedTime(startedAt);
    }
}
