using System.Buffers;
using System.Globalization;
using System.Text;

namespace Penstock.Redis.Tests;

/// <summary>Replies as a server would send them, and as the parser sees them in pieces.</summary>
internal static class Bytes
{
    public static byte[] Of(string text) => Encoding.UTF8.GetBytes(text);

    public static byte[] Of(in RedisReply reply) => reply.Kind switch
    {
        ReplyKind.Null => Of("$-1\r\n"),
        ReplyKind.Status => Of($"+{reply.Text}\r\n"),
        ReplyKind.Error => Of($"-{reply.Text}\r\n"),
        ReplyKind.Integer => Of(string.Create(CultureInfo.InvariantCulture, $":{reply.Integer}\r\n")),
        ReplyKind.Bulk => [.. Of($"${reply.Bytes.Length}\r\n"), .. reply.Bytes.Span, .. Of("\r\n")],
        _ => [.. Of($"*{reply.Items.Count}\r\n"), .. reply.Items.SelectMany(i => Of(i))],
    };

    /// <summary>What is parsed when the bytes come in these pieces: what is left of one is seen again in front of the next.</summary>
    public static List<RedisReply> Parse(byte[] bytes, IEnumerable<int> cuts, long most = 1 << 20)
    {
        var parser = new ReplyParser(most);
        var (replies, rest) = (new List<RedisReply>(), Array.Empty<byte>());
        var from = 0;
        foreach (var to in cuts.Append(bytes.Length).Order())
        {
            var buffer = Segments(rest, bytes[from..to]);
            while (parser.TryParse(ref buffer, out var reply))
                replies.Add(reply);
            (rest, from) = (buffer.ToArray(), to);
        }

        rest.ShouldBeEmpty();
        return replies;
    }

    public static string Show(in RedisReply reply) => reply.Kind switch
    {
        ReplyKind.Array => $"[{string.Join(' ', reply.Items.Select(i => Show(i)))}]",
        ReplyKind.Bulk => $"bulk {Convert.ToHexString(reply.Bytes.Span)}",
        _ => $"{reply.Kind} {reply.Text}",
    };

    private static ReadOnlySequence<byte> Segments(byte[] first, byte[] second)
    {
        var start = new Segment(first, 0);
        var end = new Segment(second, first.Length);
        start.Link(end);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long at) => (Memory, RunningIndex) = (bytes, at);

        public void Link(Segment next) => Next = next;
    }
}
