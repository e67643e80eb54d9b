using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Penstock.Workers.Digest;

/// <summary>The snapshots of one exporter after the other, and where in the payload it is.</summary>
internal ref struct SnapshotReader(Utf8JsonReader json)
{
    // The longest of our names has 30 letters; a longer one is none of them.
    private const int LongestName = 64;

    private static readonly byte[][] Names = [.. NodeFigures.All.Select(figure => Encoding.UTF8.GetBytes(figure.Name))];

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Places =
        NodeFigures.Places.GetAlternateLookup<ReadOnlySpan<char>>();

    private Utf8JsonReader json = json;
    private string? exporter;
    private int element = -1;
    private string? name;

    /// <summary>The field, and its byte from the payload's beginning.</summary>
    public readonly string Where
    {
        get
        {
            var snapshot = element < 0 ? exporter : $"{exporter}[{element}]";
            var path = exporter is null ? "" : name is null ? snapshot! : $"{snapshot}.{name}";
            return path.Length == 0 ? $"byte {json.TokenStartIndex}" : $"{path}, byte {json.TokenStartIndex}";
        }
    }

    public JsonTokenType Next()
    {
        json.Read();
        return json.TokenType;
    }

    public readonly bool IsNamed(string name) => json.ValueTextEquals(name);

    /// <summary>An exporter that nobody knows.</summary>
    public string PassOver()
    {
        var unknown = json.GetString()!;
        json.Skip();
        return unknown;
    }

    /// <returns>False where it has null in place of its snapshots.</returns>
    public bool Enter(string name)
    {
        (exporter, element, this.name) = (name, -1, null);
        var token = Next();
        if (token is not (JsonTokenType.StartArray or JsonTokenType.Null))
            throw Wrong("an array of snapshots is needed");
        return token == JsonTokenType.StartArray;
    }

    /// <returns>False behind the last one.</returns>
    public bool NextElement()
    {
        (element, this.name) = (element + 1, null);
        var token = Next();
        if (token == JsonTokenType.EndArray)
        {
            exporter = null;
            return false;
        }

        return token == JsonTokenType.StartObject ? true : throw Wrong("an object is needed");
    }

    public NodeSnapshot ReadNode()
    {
        var (node, at, expected) = (new NodeSnapshot(), default(DateTimeOffset?), 0);
        while (Next() != JsonTokenType.EndObject)
        {
            var place = PlaceOf(expected);
            if (place >= 0)
                expected = Read(node, place) + 1;
            else if (IsField("timestamp"))
                at = ReadTimestamp();
            else
                json.Skip();
            this.name = null;
        }

        node.Timestamp = at ?? throw Missing("timestamp");
        return node;
    }

    public ProcessSnapshot ReadProcess()
    {
        var (process, at, called) = (new ProcessSnapshot(), default(DateTimeOffset?), default(string));
        while (Next() != JsonTokenType.EndObject)
        {
            if (IsField("timestamp"))
                at = ReadTimestamp();
            else if (IsField("name"))
                called = ReadName();
            else if (IsField("num_procs"))
                process.Count = (int)(ReadWhole(int.MinValue, int.MaxValue) ?? 0);
            else if (IsField("cpu_seconds_total"))
                process.CpuSeconds = ReadNumber();
            else if (IsField("memory_bytes"))
                process.MemoryBytes = ReadWhole(long.MinValue, long.MaxValue);
            else
                json.Skip();
            this.name = null;
        }

        process.Timestamp = at ?? throw Missing("timestamp");
        process.Name = called ?? throw Missing("name");
        return process;
    }

    public readonly RejectedException Wrong(string needed) =>
        new($"The payload is malformed at {Where}: {needed}, and {Token()} is there.");

    private readonly RejectedException Missing(string needed) => new($"The payload is malformed at {Where}: {needed} is missing.");

    // Agents send the fields in the order of the columns.
    private readonly int PlaceOf(int expected)
    {
        if (expected < Names.Length && json.ValueTextEquals(Names[expected]))
            return expected;

        Span<char> text = stackalloc char[LongestName];
        return json.ValueSpan.Length <= LongestName && Places.TryGetValue(text[..json.CopyString(text)], out var place) ? place : -1;
    }

    // The property's name is the token here.
    private bool IsField(string wanted)
    {
        Span<char> text = stackalloc char[LongestName];
        if (json.TokenType != JsonTokenType.PropertyName || json.ValueSpan.Length > LongestName
            || !text[..json.CopyString(text)].Equals(wanted, StringComparison.OrdinalIgnoreCase))
            return false;
        name = wanted;
        return true;
    }

    private int Read(NodeSnapshot node, int place)
    {
        (name, var kind) = NodeFigures.All[place];
        if (kind == FigureKind.Double)
            Set(node, place, ReadNumber());
        else
            Set(node, place, kind == FigureKind.Int ? ReadWhole(int.MinValue, int.MaxValue) : ReadWhole(long.MinValue, long.MaxValue));
        return place;
    }

    private static void Set(NodeSnapshot node, int place, double? value)
    {
        if (value is { } number)
            node.Set(place, number);
        else
            node.Clear(place);
    }

    private static void Set(NodeSnapshot node, int place, long? value)
    {
        if (value is { } number)
            node.Set(place, number);
        else
            node.Clear(place);
    }

    private double? ReadNumber()
    {
        if (Next() == JsonTokenType.Null)
            return null;
        return json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Wrong("a number that a DOUBLE PRECISION holds is needed");
    }

    private long? ReadWhole(long least, long most)
    {
        if (Next() == JsonTokenType.Null)
            return null;
        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : throw Wrong($"a whole number from {least} to {most}, without fraction or exponent, is needed");
    }

    private DateTimeOffset? ReadTimestamp()
    {
        if (Next() == JsonTokenType.Null)
            return null;
        Span<byte> text = stackalloc byte[LongestName];
        return json.TokenType == JsonTokenType.String && json.ValueSpan.Length <= LongestName && Rfc3339.TryParse(text[..json.CopyString(text)], out var at)
            ? at
            : throw Wrong("an RFC 3339 time such as 2025-11-07T22:30:45.123Z is needed");
    }

    private string? ReadName()
    {
        if (Next() == JsonTokenType.Null)
            return null;
        if (json.TokenType != JsonTokenType.String)
            throw Wrong("a text is needed");
        var text = json.GetString()!;
        return text.Contains('\0', StringComparison.Ordinal) ? throw Wrong("a text without U+0000 is needed") : text;
    }

    private readonly string Token() => json.TokenType switch
    {
        JsonTokenType.Number when json.ValueSpan.Length <= LongestName => Encoding.ASCII.GetString(json.ValueSpan),
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.True or JsonTokenType.False => "true or false",
        JsonTokenType.Null => "null",
        _ => "something else",
    };
}
