using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Penstock.Redis;

/// <summary>
/// One connection that many callers share: what they send within a moment leaves in one write, and answers are matched in order.
/// It ends with the first error, with an answer that is overdue, or when disposed; a new one takes its place.
/// </summary>
internal sealed class RespConnection : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;
    private const int MostUnsentBytes = 1024 * 1024;

    private readonly Stream stream;
    private readonly RedisOptions options;
    private readonly TimeProvider clock;
    private readonly Func<RedisReply, bool>? isUnasked;
    private readonly Pipe output = new(new PipeOptions(
        pauseWriterThreshold: MostUnsentBytes, resumeWriterThreshold: MostUnsentBytes / 2, minimumSegmentSize: BufferBytes, useSynchronizationContext: false));
    private readonly ConcurrentQueue<PendingCall> awaited = new();
    private readonly SemaphoreSlim outstanding;
    private readonly SemaphoreSlim writing = new(1);
    private readonly CancellationTokenSource ended = new();
    private readonly TaskCompletionSource<Exception> why = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer overdue;
    private readonly Task pumps;
    private volatile bool receivesNoMore;

    /// <param name="stream">Connected; closed with this.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">For what is overdue.</param>
    /// <param name="isUnasked">Tells what nobody asked for, which is dropped: a subscriber's messages.</param>
    public RespConnection(Stream stream, RedisOptions options, TimeProvider clock, Func<RedisReply, bool>? isUnasked = null)
    {
        (this.stream, this.options, this.clock, this.isUnasked) = (stream, options, clock, isUnasked);
        outstanding = new SemaphoreSlim(options.MaxOutstanding);
        var look = options.CallTimeout / 4;
        overdue = clock.CreateTimer(static c => ((RespConnection)c!).EndOverdue(), this, look, look);
        pumps = Task.WhenAll(SendAsync(), ReceiveAsync());
    }

    /// <summary>Completes when the connection is over, with the reason.</summary>
    public Task<Exception> Ended => why.Task;

    /// <summary>Sends the commands in one go.</summary>
    /// <param name="commands">At least one.</param>
    /// <param name="blocks">How long the server may take on purpose.</param>
    /// <param name="giveUp">Stops waiting; the server may do it all the same.</param>
    /// <exception cref="RedisConnectionException">The connection ended before all answers came.</exception>
    public async ValueTask<RedisReply[]> CallAsync(IReadOnlyList<RedisCommand> commands, TimeSpan blocks, CancellationToken giveUp)
    {
        await outstanding.WaitAsync(giveUp);
        var call = await WriteAsync(commands, blocks, giveUp);
        return await call.Task.WaitAsync(giveUp);
    }

    public async ValueTask DisposeAsync()
    {
        End(new ObjectDisposedException(nameof(RespConnection)));
        await pumps;
        await overdue.DisposeAsync();
        await stream.DisposeAsync();
    }

    private async ValueTask<PendingCall> WriteAsync(IReadOnlyList<RedisCommand> commands, TimeSpan blocks, CancellationToken giveUp)
    {
        try
        {
            await writing.WaitAsync(giveUp);
        }
        catch
        {
            outstanding.Release();
            throw;
        }

        var call = new PendingCall(commands.Count, clock.GetTimestamp(), options.CallTimeout + blocks);
        try
        {
            awaited.Enqueue(call);
            for (var i = 0; i < commands.Count; i++)
                CommandWriter.Write(output.Writer, commands[i]);
            // Waits while the server is slow to read. Not given up: half a command must not be followed by another one.
            await output.Writer.FlushAsync(CancellationToken.None);
        }
        catch (Exception error)
        {
            End(error);
        }
        finally
        {
            writing.Release();
        }

        // It may have ended between its last look at the queue and our place in it.
        if (receivesNoMore)
            FailAwaited();
        return call;
    }

    private async Task SendAsync()
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                var read = await output.Reader.ReadAsync(ended.Token);
                foreach (var part in read.Buffer)
                    await stream.WriteAsync(part, ended.Token);
                await stream.FlushAsync(ended.Token);
                output.Reader.AdvanceTo(read.Buffer.End);
            }
        }
        catch (Exception error)
        {
            End(error);
        }
        finally
        {
            await output.Reader.CompleteAsync();
        }
    }

    private async Task ReceiveAsync()
    {
        await Task.Yield();
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: 4096, leaveOpen: true));
        var parser = new ReplyParser(options.MaxReplyBytes);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(ended.Token);
                var rest = read.Buffer;
                while (parser.TryParse(ref rest, out var reply))
                    Match(reply);
                if (read.IsCompleted)
                    throw new EndOfStreamException("the server closed the connection");
                input.AdvanceTo(rest.Start, rest.End);
            }
        }
        catch (Exception error)
        {
            End(error);
        }
        finally
        {
            // Here and not where it ended: nobody else takes from the queue while answers are matched.
            receivesNoMore = true;
            FailAwaited();
            await input.CompleteAsync();
        }
    }

    private void Match(in RedisReply reply)
    {
        if (isUnasked is not null && isUnasked(reply))
            return;
        if (!awaited.TryPeek(out var call))
            throw new RedisProtocolException("a reply came that nobody asked for");
        if (!call.Add(reply))
            return;

        awaited.TryDequeue(out _);
        outstanding.Release();
        call.Complete();
    }

    private void EndOverdue()
    {
        if (awaited.TryPeek(out var first) && clock.GetElapsedTime(first.SentAt) > first.Limit)
            End(new TimeoutException($"no answer within {first.Limit.TotalSeconds:0.###} s"));
    }

    private void End(Exception error)
    {
        if (!why.TrySetResult(error))
            return;

        ended.Cancel();
    }

    private void FailAwaited()
    {
        while (awaited.TryDequeue(out var call))
        {
            outstanding.Release();
            call.Fail(new RedisConnectionException($"The connection was lost before the answer came: {why.Task.Result.Message}", why.Task.Result));
        }
    }
}
