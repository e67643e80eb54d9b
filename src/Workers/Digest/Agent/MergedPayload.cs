using System.Buffers;
using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>Several snapshots as one payload: each exporter's entries one behind the other.</summary>
internal static class MergedPayload
{
    /// <exception cref="JsonException">One of them is no payload.</exception>
    public static byte[] Of(IReadOnlyList<byte[]> payloads)
    {
        if (payloads.Count == 1)
            return payloads[0];

        var documents = payloads.Select(payload => JsonDocument.Parse(payload)).ToList();
        try
        {
            return Merge([.. documents.Select(document => document.RootElement)]);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException(error.Message, error);
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    private static byte[] Merge(IReadOnlyList<JsonElement> payloads)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var exporter in payloads.SelectMany(payload => payload.EnumerateObject()).GroupBy(property => property.Name, StringComparer.Ordinal))
            {
                json.WriteStartArray(exporter.Key);
                foreach (var entry in exporter.SelectMany(property => property.Value.EnumerateArray()))
                    entry.WriteTo(json);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }
}
