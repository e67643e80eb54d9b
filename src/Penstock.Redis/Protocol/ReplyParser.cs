using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Penstock.Redis;

/// <summary>
/// Replies from bytes that come in any pieces. Each byte is looked at once, however many pieces there are; memory grows with what
/// has come, not with what a header promises, and ends at a limit.
/// </summary>
internal sealed class ReplyParser(long maxReplyBytes)
{
    private const int MostLineBytes = 64 * 1024;
    private const int MostDepth = 32;

    private const int FirstBytes = 64 * 1024;
    private const int NoBulk = -1;

    // What an element costs us beside its bytes.
    private const int ElementBytes = 48;

    private readonly Stack<Frame> frames = new();
    private byte[] bulk = [];
    private int length = NoBulk;
    private int filled;
    private long size;

    /// <summary>Takes from the buffer what it can use.</summary>
    /// <returns>False where the reply goes on in what comes next.</returns>
    /// <exception cref="RedisProtocolException">These are no replies, or one is too large.</exception>
    public bool TryParse(ref ReadOnlySequence<byte> buffer, out RedisReply reply)
    {
        while (TryElement(ref buffer, out reply))
        {
            if (TryClose(ref reply))
            {
                size = 0;
                return true;
            }
        }

        return false;
    }

    // Puts an element where it belongs, and with the last one of an array that array too.
    private bool TryClose(ref RedisReply element)
    {
        while (frames.TryPeek(out var frame))
        {
            if (!frame.Add(element))
                return false;
            frames.Pop();
            element = frame.ToReply();
        }

        return true;
    }

    private bool TryElement(ref ReadOnlySequence<byte> buffer, out RedisReply element)
    {
        while (true)
        {
            if (length != NoBulk)
                return TryBulk(ref buffer, out element);
            if (!TryLine(ref buffer, out var line))
            {
                element = default;
                return false;
            }

            if (TryOpen(line.Span, out element))
                return true;
        }
    }

    // False where more belongs to it: the bytes of a text, the elements of an array.
    private bool TryOpen(ReadOnlySpan<byte> line, out RedisReply element)
    {
        Grow(ElementBytes);
        if (line.IsEmpty)
            throw new RedisProtocolException("an empty line came in place of a reply");
        var rest = line[1..];
        element = default;
        switch (line[0])
        {
            case (byte)'+':
                element = RedisReply.Status(Encoding.UTF8.GetString(rest));
                return true;
            case (byte)'-':
                element = RedisReply.Error(Encoding.UTF8.GetString(rest));
                return true;
            case (byte)':':
                element = RedisReply.Of(Number(rest));
                return true;
            case (byte)'$':
                return !TryOpenBulk(LengthOf(rest));
            case (byte)'*':
                return !TryOpenArray(LengthOf(rest), ref element);
            default:
                throw new RedisProtocolException($"a reply began with the byte 0x{line[0]:x2}");
        }
    }

    private bool TryOpenBulk(long bytes)
    {
        if (bytes < 0)
            return false;
        Grow(bytes);
        // The rest is asked for as it comes.
        (length, filled, bulk) = ((int)bytes, 0, new byte[Math.Min(bytes, FirstBytes)]);
        return true;
    }

    private bool TryOpenArray(long length, ref RedisReply element)
    {
        if (length <= 0)
        {
            element = length < 0 ? default : RedisReply.Of(Array.Empty<RedisReply>());
            return false;
        }

        if (frames.Count == MostDepth)
            throw new RedisProtocolException($"a reply is nested more than {MostDepth} deep");
        if (length > maxReplyBytes / ElementBytes)
            throw TooLarge();
        frames.Push(new Frame((int)length));
        return true;
    }

    private bool TryBulk(ref ReadOnlySequence<byte> buffer, out RedisReply element)
    {
        element = default;
        var take = (int)Math.Min(length - filled, buffer.Length);
        if (bulk.Length < filled + take)
            Array.Resize(ref bulk, (int)Math.Min(length, Math.Max(filled + take, 2L * bulk.Length)));
        buffer.Slice(0, take).CopyTo(bulk.AsSpan(filled));
        buffer = buffer.Slice(take);
        filled += take;
        if (filled < length || buffer.Length < 2)
            return false;

        Span<byte> end = stackalloc byte[2];
        buffer.Slice(0, 2).CopyTo(end);
        if (!end.SequenceEqual("\r\n"u8))
            throw new RedisProtocolException("a text does not end where its length says");
        buffer = buffer.Slice(2);
        element = RedisReply.Of(bulk);
        (length, bulk) = (NoBulk, []);
        return true;
    }

    private static bool TryLine(ref ReadOnlySequence<byte> buffer, out ReadOnlyMemory<byte> line)
    {
        line = default;
        if (buffer.PositionOf((byte)'\n') is not { } end)
            return buffer.Length > MostLineBytes ? throw new RedisProtocolException($"a line is longer than {MostLineBytes} bytes") : false;

        var found = buffer.Slice(0, end);
        buffer = buffer.Slice(buffer.GetPosition(1, end));
        if (found.Length > MostLineBytes)
            throw new RedisProtocolException($"a line is longer than {MostLineBytes} bytes");
        line = found.IsSingleSegment ? found.First : found.ToArray();
        if (line.Length == 0 || line.Span[^1] != (byte)'\r')
            throw new RedisProtocolException("a line ends without a carriage return");
        line = line[..^1];
        return true;
    }

    private static long Number(ReadOnlySpan<byte> digits)
    {
        var unsigned = digits.Length > 1 && digits[0] == (byte)'+' ? digits[1..] : digits;
        return Utf8Parser.TryParse(unsigned, out long number, out var used) && used == unsigned.Length && used > 0
            ? number
            : throw new RedisProtocolException("a number was expected, and something else came");
    }

    private static long LengthOf(ReadOnlySpan<byte> digits)
    {
        var number = Number(digits);
        return number is >= -1 and <= int.MaxValue ? number : throw new RedisProtocolException($"{number} is no length");
    }

    private void Grow(long bytes)
    {
        size += bytes;
        if (size > maxReplyBytes)
            throw TooLarge();
    }

    private RedisProtocolException TooLarge() => new($"a reply is larger than the {maxReplyBytes:N0} bytes allowed by MaxReplyBytes");

    private sealed class Frame(int count)
    {
        private RedisReply[] items = new RedisReply[Math.Min(count, 64)];
        private int filled;

        /// <returns>True with the last one.</returns>
        public bool Add(in RedisReply element)
        {
            if (filled == items.Length)
                Array.Resize(ref items, (int)Math.Min(count, 2L * items.Length));
            items[filled++] = element;
            return filled == count;
        }

        public RedisReply ToReply() => RedisReply.Of(items);
    }
}
