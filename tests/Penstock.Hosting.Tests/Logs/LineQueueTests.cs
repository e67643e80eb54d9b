using System.Text;

namespace Penstock.Hosting.Tests;

public sealed class LineQueueTests
{
    [Fact]
    public async Task A_pipe_that_nobody_reads_holds_nobody_up_and_what_was_left_out_is_told()
    {
        await using var pipe = new BlockedStream();
        using (var queue = new LineQueue(pipe, lost => Encoding.UTF8.GetBytes($"lost {lost}\n")))
        {
            queue.Add("first\n"u8.ToArray());
            await pipe.Entered;
            for (var line = 0; line < LineQueue.Capacity + 3; line++)
                queue.Add("more\n"u8.ToArray());
            pipe.Open();
        }

        var lines = Encoding.UTF8.GetString(pipe.ToArray()).TrimEnd('\n').Split('\n');
        lines[0].ShouldBe("first");
        lines.Count(line => line == "more").ShouldBe(LineQueue.Capacity);
        lines.Where(line => line.StartsWith("lost", StringComparison.Ordinal)).ShouldBe(["lost 3"]);
    }

    [Fact]
    public void Disposing_writes_all_that_is_queued_in_order()
    {
        using var output = new MemoryStream();
        using (var queue = new LineQueue(output, _ => []))
        {
            for (var line = 0; line < 10_000; line++)
                queue.Add(Encoding.UTF8.GetBytes($"{line}\n"));
        }

        Encoding.UTF8.GetString(output.ToArray()).ShouldBe(string.Concat(Enumerable.Range(0, 10_000).Select(line => $"{line}\n")));
    }

    [Fact]
    public void A_closed_pipe_does_not_hurt_the_worker()
    {
        using var queue = new LineQueue(new ClosedPipe(), _ => []);
        for (var line = 0; line < 10; line++)
            queue.Add("x\n"u8.ToArray());
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("Broken pipe");
    }
}
