namespace Penstock.Relational;

/// <summary>A message as it stands in its queue. Ages are by the store's clock.</summary>
/// <param name="Queue">Where it is.</param>
/// <param name="Id">In order of sending.</param>
/// <param name="Key">Null where order doesn't matter.</param>
/// <param name="UniqueKey">Null where others like it are welcome.</param>
/// <param name="Headers">What travels beside the body.</param>
/// <param name="Age">Since it was sent.</param>
/// <param name="Failures">Retry verdicts so far.</param>
/// <param name="LastError">Of the last of these.</param>
/// <param name="DueIn">It waits for that long; negative when that has passed. Null: it does not wait.</param>
/// <param name="Holder">The living process that claimed it, or holds its bucket; null for none.</param>
/// <param name="Body">Its beginning, or all of it.</param>
/// <param name="BodyBytes">How long all of it is.</param>
public sealed record QueuedMessage(
    string Queue,
    long Id,
    string? Key,
    string? UniqueKey,
    IReadOnlyDictionary<string, string> Headers,
    TimeSpan Age,
    int Failures,
    string? LastError,
    TimeSpan? DueIn,
    string? Holder,
    ReadOnlyMemory<byte> Body,
    long BodyBytes)
{
    public string Origin => $"{Queue}/{Id}";
}
