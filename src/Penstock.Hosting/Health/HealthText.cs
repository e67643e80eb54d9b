using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Penstock.Hosting;

/// <summary>A report of health as JSON.</summary>
internal static class HealthText
{
    public static string Of(HealthReport report, IReadOnlyList<CheckAnswer> answers)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status", answers.All(answer => answer.Reason is null) ? "healthy" : "unhealthy");
            json.WriteStartObject("checks");
            foreach (var (name, reason) in answers)
            {
                if (name is not null)
                    Write(json, name, reason);
            }

            json.WriteEndObject();
            json.WriteStartObject("metadata");
            json.WriteString("service", report.Service);
            json.WriteString("version", report.Version);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string name, string? reason)
    {
        json.WriteStartObject(name);
        json.WriteString("status", reason is null ? "pass" : "fail");
        if (reason is not null)
            json.WriteString("message", reason);
        json.WriteEndObject();
    }
}
