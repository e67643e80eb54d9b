namespace Penstock.Relational;

/// <summary>Sends a batch of letters back: the messages, the letters' end and the replay's count commit together.</summary>
internal sealed class ReplayHandler(Store store, ReplayTable table, string who, IReadOnlyList<IReturnPath> paths) : IBatchHandler<ReplayItem>
{
    private readonly LetterResolution resolution = new(store.Dialect);

    public async ValueTask HandleAsync(IReadOnlyList<ReplayItem> messages, Batch batch, CancellationToken giveUp)
    {
        var transaction = batch.Transaction!;
        var parked = messages.Where(m => m.IsParked).ToList();
        var hopeless = parked.Select(m => (m.Letter, Why: WhyNot(m.Address))).Where(m => m.Why is not null).Select(m => (m.Letter, m.Why!)).ToList();
        var sent = parked.ExceptBy(hopeless.Select(h => h.Letter), m => m.Letter).ToList();
        foreach (var address in sent.GroupBy(m => m.Address!))
        {
            var (path, name) = PathOf(address.Key);
            await path!.ReturnAsync(transaction, name, [.. address.Select(m => m.ToMessage())], giveUp);
        }

        await resolution.ResolveAsync(transaction, [.. sent.Select(m => m.Letter)], LetterState.Replayed, who, giveUp);
        await table.FailAsync(transaction, hopeless, giveUp);
        await table.FinishAsync(transaction, [.. messages.Select(m => m.Letter).Except(hopeless.Select(h => h.Letter))], sent.Count, giveUp);
    }

    private string? WhyNot(string? address)
    {
        if (address is null)
            return "It came from a place that can't be sent to; do it again at its source, then discard the letter.";
        var (path, name) = PathOf(address);
        if (path is null)
            return $"Nothing here can send to '{address}': {string.Join(", ", paths.Where(p => p is not HeldReturn).Select(p => $"{p.Scheme}:…"))} is known.";
        return path.IsName(name) ? null : $"'{name}' of the address '{address}' is no name that {path.Scheme}: can send to.";
    }

    private (IReturnPath? Path, string Name) PathOf(string address) =>
        address.Split(':', 2) is [var scheme, var name] ? (paths.FirstOrDefault(p => p.Scheme == scheme), name) : (null, address);
}
