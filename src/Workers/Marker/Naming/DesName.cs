using System.Buffers.Binary;
using System.Globalization;

namespace Penstock.Workers.Marker;

/// <summary>
/// The archive name <c>PREFIX_YYYYMMDD_(FFFFFFFFFFFF_CC)</c>: F is 48 bits (the low <c>wrapBits</c> bits of Unix time in ms, one byte
/// of node, one byte of sequence), CC the sum of F's six bytes modulo 256, both in upper-case hex; the date is the UTC date of the same ms.
/// </summary>
/// <remarks>
/// The time repeats after 2^<c>wrapBits</c> ms, and the date tells repeats apart by the day only. A day has fewer than 2^27 ms: with 27
/// bits or more a node's names never repeat; with fewer they repeat within the day, so whoever stores them needs a unique index and must
/// try another name on a conflict. Names sort by time except across a wrap within a day: with 32 bits, one day in about 50.
/// </remarks>
public static class DesName
{
    public const string DefaultPrefix = "DES";
    public const int MaxNode = 255;
    public const int MaxSeq = 255;
    public const int MaxWrapBits = 32;

    /// <summary>228: with it a name is 255 characters long, which is what the column <c>des_name</c> holds.</summary>
    public const int MaxPrefixLength = 255 - LengthWithoutPrefix;

    /// <summary>The last ms of the year 9999.</summary>
    public const long MaxEpochMs = 253_402_300_799_999;

    private const int LengthWithoutPrefix = 27;

    /// <summary>Writes one name; allocates nothing but the answer.</summary>
    /// <param name="epochMs">Unix time in ms, 0 to <see cref="MaxEpochMs"/>.</param>
    /// <param name="node">0 to 255.</param>
    /// <param name="seq">0 to 255.</param>
    /// <param name="prefix">1 to 228 ASCII letters and digits.</param>
    /// <param name="wrapBits">1 to 32.</param>
    /// <exception cref="ArgumentException">A part is out of its range; <see cref="ArgumentException.ParamName"/> says which.</exception>
    public static string Format(long epochMs, int node, int seq, string prefix = DefaultPrefix, int wrapBits = MaxWrapBits) =>
        Compose(CheckedEpochMs(epochMs), CheckedNode(node), CheckedSeq(seq), CheckedPrefix(prefix), CheckedWrapBits(wrapBits));

    /// <summary><see cref="Format"/> for parts that were checked already.</summary>
    internal static string Compose(long epochMs, int node, int seq, string prefix, int wrapBits)
    {
        var time = (ulong)epochMs & ((1UL << wrapBits) - 1);
        var field = (time << 16) | ((ulong)node << 8) | (uint)seq;
        return string.Create(prefix.Length + LengthWithoutPrefix, (prefix, epochMs, field), static (text, parts) =>
        {
            parts.prefix.CopyTo(text);
            WriteDateAndField(text[parts.prefix.Length..], parts.epochMs, parts.field);
        });
    }

    internal static int CheckedNode(int node) => node is >= 0 and <= MaxNode
        ? node
        : throw new ArgumentOutOfRangeException(nameof(node), $"The node id is {node}; allowed is 0 to {MaxNode}.");

    internal static int CheckedWrapBits(int wrapBits) => wrapBits is >= 1 and <= MaxWrapBits
        ? wrapBits
        : throw new ArgumentOutOfRangeException(nameof(wrapBits), $"The number of wrap bits is {wrapBits}; allowed is 1 to {MaxWrapBits}.");

    internal static string CheckedPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length is 0 or > MaxPrefixLength || !prefix.All(char.IsAsciiLetterOrDigit))
            throw new ArgumentException($"The name prefix is '{prefix}'; allowed are 1 to {MaxPrefixLength} ASCII letters and digits.", nameof(prefix));
        return prefix;
    }

    private static long CheckedEpochMs(long epochMs) => epochMs is >= 0 and <= MaxEpochMs
        ? epochMs
        : throw new ArgumentOutOfRangeException(nameof(epochMs), $"The time is {epochMs} ms since 1970; allowed is 0 to {MaxEpochMs}.");

    private static int CheckedSeq(int seq) => seq is >= 0 and <= MaxSeq
        ? seq
        : throw new ArgumentOutOfRangeException(nameof(seq), $"The sequence number is {seq}; allowed is 0 to {MaxSeq}.");

    private static void WriteDateAndField(Span<char> text, long epochMs, ulong field)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, field);
        byte checksum = 0;
        foreach (var part in bytes)
            checksum = unchecked((byte)(checksum + part));

        var date = DateTime.UnixEpoch.AddTicks(epochMs * TimeSpan.TicksPerMillisecond);
        var digits = (((date.Year * 100) + date.Month) * 100) + date.Day;
        text[0] = '_';
        digits.TryFormat(text[1..], out _, "D8", CultureInfo.InvariantCulture);
        text[9] = '_';
        text[10] = '(';
        Convert.TryToHexString(bytes[2..], text[11..], out _);
        text[23] = '_';
        Convert.TryToHexString([checksum], text[24..], out _);
        text[26] = ')';
    }
}
