using System.Threading.Channels;

namespace Penstock.Hosting;

/// <summary>
/// Lines on their way to a stream that may be slow. A worker never waits for it: beyond <see cref="Capacity"/> lines new ones
/// are left out and counted, and a line says how many. Disposing writes all that is queued.
/// </summary>
internal sealed class LineQueue : IDisposable
{
    internal const int Capacity = 16_384;
    private const int WriteSize = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Channel<byte[]> lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly MemoryStream pending = new();
    private readonly Stream output;
    private readonly Func<long, byte[]> tellLost;
    private readonly Task pump;
    private long lost;

    public LineQueue(Stream output, Func<long, byte[]> tellLost)
    {
        this.output = output;
        this.tellLost = tellLost;
        pump = Task.Run(PumpAsync);
    }

    public void Add(byte[] line)
    {
        if (!lines.Writer.TryWrite(line))
            Interlocked.Increment(ref lost);
    }

    // A reader that stopped reading must not keep the process from ending: patience has a limit.
    public void Dispose()
    {
        lines.Writer.TryComplete();
        if (pump.Wait(Patience))
            pending.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await lines.Reader.WaitToReadAsync())
        {
            while (pending.Length < WriteSize && lines.Reader.TryRead(out var line))
                pending.Write(line);
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
                pending.Write(tellLost(count));
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await output.WriteAsync(pending.GetBuffer().AsMemory(0, (int)pending.Length));
            await output.FlushAsync();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // Nobody reads any more (a closed pipe, a full disk). The work is worth more than its log.
        }
        finally
        {
            pending.SetLength(0);
        }
    }
}
