namespace Penstock.Relational.Tests;

/// <summary>Messages that several replicas take from; counted when they are done.</summary>
internal sealed class Supply(int left)
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private int left = left;
    private int done;

    public int Done => Volatile.Read(ref done);

    public void Add(int more) => Interlocked.Add(ref left, more);

    public ISource Open() => new Source(this);

    private int Take(int max)
    {
        while (true)
        {
            var there = Volatile.Read(ref left);
            var taken = Math.Min(there, max);
            if (Interlocked.CompareExchange(ref left, there - taken, there) == there)
                return taken;
        }
    }

    private sealed class Source(Supply supply) : ISource
    {
        public Can Can => Can.None;

        public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
        {
            stopping.ThrowIfCancellationRequested();
            if (supply.Take(max) is var taken and > 0)
                return new Batch([.. Enumerable.Range(0, taken).Select(i => new Message($"{i}"))]);

            await Task.Delay(Wait, TimeProvider.System, stopping);
            return Batch.Empty;
        }

        public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp)
        {
            Interlocked.Add(ref supply.done, verdicts.Count(v => v.Settlement is Settlement.Complete));
            return ValueTask.FromResult<IReadOnlyList<Delivery>>([]);
        }

        public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Message(string origin) : Delivery
    {
        public override string Origin => origin;
    }
}
