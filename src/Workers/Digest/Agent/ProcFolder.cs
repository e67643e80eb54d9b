using System.Globalization;

namespace Penstock.Workers.Digest;

/// <summary>The kernel's figures as text. What is not there is no figure, and no error: containers hide some of them.</summary>
internal sealed class ProcFolder(string path)
{
    /// <summary>The kernel shows times in hundredths of a second to programs, whatever it counts in.</summary>
    public const double TicksPerSecond = 100;

    public string[] Lines(string file) => Text(file)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];

    public string? Text(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(path, file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A process that has ended meanwhile, too.
            return null;
        }
    }

    /// <summary>The processes of this moment.</summary>
    public IEnumerable<string> ProcessIds() =>
        Directory.Exists(path)
            ? Directory.EnumerateDirectories(path).Select(folder => Path.GetFileName(folder)).Where(name => name.All(char.IsAsciiDigit))
            : [];

    public static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

    public static long Whole(string word) => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    public static double Fraction(string word) => double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
