using System.Globalization;
using System.Text;

namespace Penstock.Workers.Digest;

/// <summary>Timestamps as RFC 3339 has them: a date, a T, a time to the second at least, an offset. Kept to the microsecond, as the columns do.</summary>
internal static class Rfc3339
{
    private const int Seconds = 19;
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss";
    private const int TicksOfMicrosecond = 10;

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset moment)
    {
        moment = default;
        Span<char> head = stackalloc char[Seconds];
        if (text.Length <= Seconds || !Ascii.IsValid(text) || Encoding.ASCII.GetChars(text[..Seconds], head) != Seconds)
            return false;
        if (!DateTime.TryParseExact(head, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return false;

        var rest = text[Seconds..];
        if (!TryFraction(ref rest, out var ticks) || !TryOffset(rest, out var offset))
            return false;

        var utc = local.Ticks + ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
            return false;
        moment = new DateTimeOffset(utc - (utc % TicksOfMicrosecond), TimeSpan.Zero);
        return true;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out long ticks)
    {
        ticks = 0;
        if (rest[0] != '.')
            return true;

        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0)
            return false;
        for (var i = 0; i < 7; i++)
            ticks = (ticks * 10) + (i < digits ? rest[1 + i] - '0' : 0);
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> rest, out TimeSpan offset)
    {
        offset = default;
        if (rest is [(byte)'Z'])
            return true;
        if (rest is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _])
            return false;
        if (!TryTwo(rest[1..3], 23, out var hours) || !TryTwo(rest[4..6], 59, out var minutes))
            return false;

        offset = new TimeSpan(hours, minutes, 0);
        if (rest[0] == '-')
            offset = -offset;
        return true;
    }

    private static bool TryTwo(ReadOnlySpan<byte> digits, int most, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
}
