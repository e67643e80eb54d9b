using System.Threading.Channels;

namespace Penstock.Workers.Digest;

/// <summary>Says that there is something to send.</summary>
internal sealed class SnapshotSignal
{
    private readonly Channel<bool> one = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => one.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken stopping) => await one.Reader.ReadAsync(stopping);
}
