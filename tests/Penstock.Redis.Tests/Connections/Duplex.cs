using System.IO.Pipelines;

namespace Penstock.Redis.Tests;

/// <summary>A connection in memory: one end for the client, the other for a server that the test plays.</summary>
internal sealed class Duplex : Stream
{
    private readonly Pipe toClient = new();
    private readonly Pipe toServer = new();

    /// <summary>Answers, as bytes or as their text.</summary>
    public async Task SayAsync(string text) => await toClient.Writer.WriteAsync(Bytes.Of(text));

    public Task HangUpAsync() => toClient.Writer.CompleteAsync().AsTask();

    /// <summary>Waits until that many commands came.</summary>
    public async Task<List<string[]>> HearAsync(int commands)
    {
        var parser = new ReplyParser(1 << 20);
        var heard = new List<string[]>();
        while (heard.Count < commands)
        {
            var read = await toServer.Reader.ReadAsync();
            var buffer = read.Buffer;
            while (parser.TryParse(ref buffer, out var command))
                heard.Add([.. command.Items.Select(w => w.Text!)]);
            toServer.Reader.AdvanceTo(buffer.Start, buffer.End);
        }

        return heard;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        toClient.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await toServer.Writer.WriteAsync(buffer, cancellationToken);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
