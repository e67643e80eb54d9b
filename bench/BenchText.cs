using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Bench;

/// <summary>Rows of figures as text: for programs and for people.</summary>
public static class BenchText
{
    private static readonly JsonSerializerOptions Snake = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new FourDigits() },
    };

    /// <summary>One line of JSON; null where a figure does not apply.</summary>
    public static string Json(BenchRow row) => JsonSerializer.Serialize(row, Snake);

    /// <summary>What <see cref="Json"/> wrote, of this program or of another one.</summary>
    /// <exception cref="JsonException">The line is no row.</exception>
    public static BenchRow Row(string line) => JsonSerializer.Deserialize<BenchRow>(line, Snake) ?? throw new JsonException("The line is no row.");

    /// <summary>A table with one line a row.</summary>
    public static string Table(IReadOnlyList<BenchRow> rows)
    {
        string[] titles = ["bench", "what", "unit", "ours", "limit", "ratio", "statements/message", "bytes/message"];
        var lines = rows.Select(Cells).Prepend(titles).ToList();
        var widths = titles.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        return string.Join('\n', lines.Select(line => string.Join("  ", line.Select((cell, i) => Padded(cell, i, widths[i]))).TrimEnd()));
    }

    private static string[] Cells(BenchRow row) =>
    [
        row.Bench, row.What, row.Unit, Figure(row.Ours), Figure(row.Limit), Figure(row.Ratio),
        Figure(row.StatementsPerMessage), Figure(row.BytesPerMessage),
    ];

    private static string Padded(string cell, int column, int width) => column < 3 ? cell.PadRight(width) : cell.PadLeft(width);

    internal static string Figure(double? figure) => figure switch
    {
        null => "-",
        >= 1000 => Math.Round(figure.Value).ToString("#,0", CultureInfo.InvariantCulture),
        _ => Rounded(figure.Value).ToString(CultureInfo.InvariantCulture),
    };

    // Four significant digits: more would pretend to a precision that no benchmark has.
    internal static double Rounded(double figure)
    {
        if (figure == 0 || !double.IsFinite(figure))
            return 0;

        var decimals = 3 - (int)Math.Floor(Math.Log10(Math.Abs(figure)));
        return decimals >= 0 ? Math.Round(figure, Math.Min(decimals, 15)) : Math.Round(figure);
    }

    private sealed class FourDigits : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(Rounded(value));
    }
}
