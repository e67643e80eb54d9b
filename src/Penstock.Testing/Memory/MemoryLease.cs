namespace Penstock.Testing;

/// <summary>One claim's token, and its holder's own idea of when it ends.</summary>
internal sealed class MemoryLease : IDisposable
{
    private readonly CancellationTokenSource lost;
    private readonly TimeSpan length;

    public MemoryLease(long token, TimeSpan length, TimeProvider clock)
    {
        (Token, this.length, lost) = (token, length, new CancellationTokenSource(length, clock));
        Lost = lost.Token;
    }

    public long Token { get; }

    public CancellationToken Lost { get; }

    public void Prolong() => lost.CancelAfter(length);

    public void Dispose() => lost.Dispose();
}
