namespace Penstock.Relational;

/// <summary>A letter whose turn it is.</summary>
/// <param name="Letter">Its id.</param>
/// <param name="IsParked">Whether it is still unresolved; else it is passed over.</param>
/// <param name="Address">Where it goes.</param>
internal sealed record ReplayItem(
    long Letter, bool IsParked, string? Address = null, string? Key = null, IReadOnlyDictionary<string, string>? Headers = null, byte[]? Body = null)
{
    /// <summary>The header that names the letter a message was.</summary>
    public const string ReplayOf = "penstock-replay-of";

    public Message ToMessage() => new(Body ?? [])
    {
        Key = Key,
        Headers = new Dictionary<string, string>(Headers ?? Delivery.NoHeaders, StringComparer.Ordinal) { [ReplayOf] = Letter.ToString() },
    };
}
