using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Cli;

/// <summary>One JSON object on one line.</summary>
internal static class JsonText
{
    // The output is no web page: letters stay letters.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A span in seconds, to a millisecond; null for none.</summary>
    public static void WriteSeconds(this Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } given)
            json.WriteNumber(name, Math.Round(given.TotalSeconds, 3));
        else
            json.WriteNull(name);
    }
}
