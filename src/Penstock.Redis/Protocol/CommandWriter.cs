using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Penstock.Redis;

/// <summary>Commands as the server reads them: an array of bulk strings.</summary>
internal static class CommandWriter
{
    // '*' or '$', the digits of a whole number, end of line.
    private const int MostHeaderBytes = 16;

    private static ReadOnlySpan<byte> EndOfLine => "\r\n"u8;

    public static void Write(IBufferWriter<byte> output, RedisCommand command)
    {
        WriteHeader(output, (byte)'*', command.Words.Count);
        for (var i = 0; i < command.Words.Count; i++)
            Write(output, command.Words[i]);
    }

    private static void Write(IBufferWriter<byte> output, in RedisArgument word)
    {
        if (word.Text is { } text)
        {
            WriteHeader(output, (byte)'$', Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, output);
        }
        else
        {
            WriteHeader(output, (byte)'$', word.Bytes.Length);
            output.Write(word.Bytes.Span);
        }

        output.Write(EndOfLine);
    }

    private static void WriteHeader(IBufferWriter<byte> output, byte sign, int number)
    {
        var span = output.GetSpan(MostHeaderBytes);
        span[0] = sign;
        Utf8Formatter.TryFormat(number, span[1..], out var digits);
        EndOfLine.CopyTo(span[(1 + digits)..]);
        output.Advance(1 + digits + EndOfLine.Length);
    }
}
