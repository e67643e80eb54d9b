using System.Text;

namespace Penstock.Redis;

/// <summary>An entry of a stream in our hands.</summary>
public sealed class StreamDelivery : Delivery
{
    private readonly StreamOptions options;
    private readonly RedisReply fields;
    private readonly Lock gate = new();
    private CancellationTokenSource? lost;
    private bool isLost;
    private IReadOnlyDictionary<string, string>? headers;

    /// <param name="options">Of its source.</param>
    /// <param name="entry">An id and its fields, as the server gives them.</param>
    internal StreamDelivery(StreamOptions options, RedisReply entry) => (this.options, Id, fields) = (options, entry[0].Text!, entry[1]);

    /// <summary>As the server made it: milliseconds and a count, <c>1526919030474-55</c>.</summary>
    public string Id { get; }

    public override string Origin => $"{options.Stream}/{Id}";

    public override string Address => $"stream:{options.Stream}";

    public override ReadOnlyMemory<byte> Body => Find(options.BodyField) ?? ReadOnlyMemory<byte>.Empty;

    public override IReadOnlyDictionary<string, string> Headers => headers ??= HeadersOf();

    public override CancellationToken Lost
    {
        get
        {
            lock (gate)
                return (lost ??= isLost ? Cancelled() : new CancellationTokenSource()).Token;
        }
    }

    internal bool IsSettled { get; set; }

    /// <summary>A settlement was sent, and perhaps made.</summary>
    internal bool IsTried { get; set; }

    /// <summary>The value of a field; null where there is none. Of several with one name the first.</summary>
    public ReadOnlyMemory<byte>? Find(string field)
    {
        var name = Encoding.UTF8.GetBytes(field);
        var words = fields.Items;
        for (var i = 0; i + 1 < words.Count; i += 2)
        {
            if (words[i].Bytes.Span.SequenceEqual(name))
                return words[i + 1].Bytes;
        }

        return null;
    }

    /// <summary>Somebody else has it, or it is gone.</summary>
    internal void Lose()
    {
        lock (gate)
        {
            isLost = true;
            lost?.Cancel();
        }
    }

    private Dictionary<string, string> HeadersOf()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < fields.Items.Count; i += 2)
            found.TryAdd(fields[i].Text!, fields[i + 1].Text!);
        found.Remove(options.BodyField);
        return found;
    }

    private static CancellationTokenSource Cancelled()
    {
        var source = new CancellationTokenSource();
        source.Cancel();
        return source;
    }
}
