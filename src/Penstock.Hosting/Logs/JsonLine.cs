using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Hosting;

/// <summary>One JSON object a line. The profile's fields come first; named values follow, never in place of one of them.</summary>
internal sealed class JsonLine(LogProfile profile) : ILineFormat
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public byte[] Write(in LogRecord record)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            var fields = new JsonFields(json);
            Describe(fields, record);
            Explain(fields, record);
            foreach (var (name, value) in record.Values)
                fields.AddValue(name, value);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private void Describe(JsonFields fields, in LogRecord record)
    {
        fields.Add(profile.Timestamp, record.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        fields.Add(profile.Level, LevelName.Of(record.Level));
        fields.Add(profile.Event, record.Event is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known) : record.Message);
        fields.Add(profile.Message, record.Message);
        fields.Add(profile.Logger, record.Logger);
        foreach (var (name, value) in profile.Fixed)
            fields.Add(name, value);
    }

    private void Explain(JsonFields fields, in LogRecord record)
    {
        if (record.Activity is { } activity)
        {
            fields.Add(profile.TraceId, activity.TraceId.ToHexString());
            fields.Add(profile.SpanId, activity.SpanId.ToHexString());
        }

        if (record.Error is { } error)
        {
            fields.Add(profile.ErrorType, error.GetType().Name);
            fields.Add(profile.Error, error.Message);
            if (record.WithStackTrace)
                fields.Add(profile.StackTrace, error.ToString());
        }
    }
}
