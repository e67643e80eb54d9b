using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Penstock.Hosting;

/// <summary>The fields of one line, each name once and each text masked.</summary>
internal sealed class JsonFields(Utf8JsonWriter json)
{
    private const string OriginalFormat = "{OriginalFormat}";
    private readonly List<string> taken = [];

    /// <summary>A field of the profile. A null name leaves it out.</summary>
    public void Add(string? name, string text)
    {
        if (name is null || taken.Contains(name, StringComparer.Ordinal))
            return;
        taken.Add(name);
        json.WriteString(name, Secrets.Mask(text));
    }

    /// <summary>A message's named value, in snake_case. A name that is taken gets <c>value_</c> before it: nothing is hidden.</summary>
    public void AddValue(string name, object? value)
    {
        if (name == OriginalFormat)
            return;
        var field = JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
        if (taken.Contains(field, StringComparer.Ordinal))
            field = "value_" + field;
        if (taken.Contains(field, StringComparer.Ordinal))
            return;
        taken.Add(field);
        json.WritePropertyName(field);
        Write(value);
    }

    private void Write(object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(Secrets.Mask(text)); break;
            case bool truth: json.WriteBooleanValue(truth); break;
            case int or long or short or byte or sbyte or ushort or uint:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)): WriteFraction(value); break;
            case DateTimeOffset at: json.WriteStringValue(at.UtcDateTime); break;
            case IEnumerable list: WriteList(list); break;
            default: json.WriteStringValue(Secrets.Mask(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")); break;
        }
    }

    // A float is not widened first: 0.1f stays 0.1.
    private void WriteFraction(object value)
    {
        if (value is float single)
            json.WriteNumberValue(single);
        else
            json.WriteNumberValue((double)value);
    }

    private void WriteList(IEnumerable list)
    {
        json.WriteStartArray();
        foreach (var item in list)
            json.WriteStringValue(Secrets.Mask(Convert.ToString(item, CultureInfo.InvariantCulture) ?? ""));
        json.WriteEndArray();
    }
}
