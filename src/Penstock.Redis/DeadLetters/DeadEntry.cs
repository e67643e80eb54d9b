using System.Globalization;
using Penstock.Relational;

namespace Penstock.Redis;

/// <summary>An entry of a dead stream: the original's fields, then what was added when it was given up.</summary>
internal sealed class DeadEntry
{
    private static readonly string[] Added = ["original_stream", "original_message_id", "failed_at", "retry_count", "error", "error_class"];

    private readonly DeadStreamOptions options;
    private readonly List<(string Name, ReadOnlyMemory<byte> Value)> fields = [];
    private readonly Dictionary<string, string> added = new(StringComparer.Ordinal);

    public DeadEntry(DeadStreamOptions options, in RedisReply entry)
    {
        (this.options, Id) = (options, entry[0].Text!);
        var words = entry[1].Items;
        // From the end: a field of the original may have one of these names too.
        for (var i = words.Count - 2; i >= 0; i -= 2)
        {
            var name = words[i].Text!;
            if (Added.Contains(name, StringComparer.Ordinal) && added.TryAdd(name, words[i + 1].Text!))
                continue;
            fields.Insert(0, (name, words[i + 1].Bytes));
        }
    }

    public string Id { get; }

    public Letter Letter => new()
    {
        Id = DeadId.Of(Id),
        Pipeline = options.Pipeline,
        Origin = $"{Stream}/{added.GetValueOrDefault("original_message_id", "?")}",
        Address = $"stream:{Stream}",
        Reason = Reason,
        Fingerprint = Fingerprint.Of(Reason).Hash,
        Failures = int.TryParse(added.GetValueOrDefault("retry_count"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0,
        BodyBytes = Body.Length,
        ParkedAt = DeadId.AddedAt(Id),
    };

    // In the original's own dead letters nothing says why.
    public Reason Reason => new(added.GetValueOrDefault("error_class", ""), added.GetValueOrDefault("error", ""));

    private string Stream => added.GetValueOrDefault("original_stream", options.Stream);

    private ReadOnlyMemory<byte> Body => fields.Find(f => f.Name == options.BodyField).Value;

    public LetterContent ToContent() => new(Letter, Headers(), Body, []);

    public bool Matches(LetterFilter filter) => filter.Matches(Letter);

    private Dictionary<string, string> Headers()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            if (name != options.BodyField)
                headers.TryAdd(name, System.Text.Encoding.UTF8.GetString(value.Span));
        }

        return headers;
    }
}
