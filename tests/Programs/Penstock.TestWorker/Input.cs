using System.Threading.Channels;

namespace Penstock.TestWorker;

/// <summary>The test's lines. Their end means that the test is gone: then this process goes too.</summary>
internal sealed class Input
{
    private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

    public Input() => new Thread(Follow) { IsBackground = true }.Start();

    public async Task<string> LineAsync() => await lines.Reader.ReadAsync();

    private void Follow()
    {
        while (Console.In.ReadLine() is { } line)
            lines.Writer.TryWrite(line);
        Death.Now();
    }
}
