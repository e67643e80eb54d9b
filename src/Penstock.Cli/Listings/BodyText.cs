using System.Text;

namespace Penstock.Cli;

/// <summary>A body for people and programs: text where it is UTF-8, else hexadecimal.</summary>
/// <param name="Text">What there is of it.</param>
/// <param name="IsHex">It is no text.</param>
/// <param name="IsCut">There is more.</param>
internal readonly record struct BodyText(string Text, bool IsHex, bool IsCut)
{
    private const int LongestCharacter = 4;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="body">Its beginning, or all of it.</param>
    /// <param name="bytes">How long all of it is.</param>
    public static BodyText Of(ReadOnlyMemory<byte> body, long bytes)
    {
        var isCut = bytes > body.Length;
        // What was cut off may have been half of a character.
        for (var less = 0; less < (isCut ? LongestCharacter : 1) && less <= body.Length; less++)
        {
            try
            {
                return new(Strict.GetString(body.Span[..^less]), IsHex: false, isCut);
            }
            catch (DecoderFallbackException)
            {
            }
        }

        return new(Convert.ToHexStringLower(body.Span), IsHex: true, isCut);
    }
}
