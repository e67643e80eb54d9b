namespace Penstock.Relational;

/// <summary>Forgets ids of the inbox that are old: what comes again after that is taken again.</summary>
public sealed class InboxRetention : IAsyncDisposable
{
    private readonly Store store;
    private readonly double keep;
    private readonly string delete;
    private readonly Rounds rounds;

    public InboxRetention(Store store, Owner owner, TimeProvider clock, RetentionOptions? options = null)
    {
        var chosen = (options ?? new RetentionOptions()).Validated();
        (this.store, keep) = (store, chosen.Keep.TotalSeconds);
        delete =
            $"""
            DELETE FROM penstock_inbox WHERE (scope, id) IN (
                SELECT scope, id FROM penstock_inbox WHERE taken_at < {store.Dialect.NowPlus("-@keep")} ORDER BY taken_at LIMIT {Sweeping.MostRows})
            """;
        rounds = new Rounds(store, owner, "inbox-retention", chosen.Every, async giveUp => await RunAsync(giveUp), clock);
    }

    /// <returns>How many were removed.</returns>
    public ValueTask<int> RunAsync(CancellationToken giveUp) => store.DeleteAllAsync(c => c.Command(delete, ("keep", keep)), giveUp);

    public ValueTask DisposeAsync() => rounds.DisposeAsync();
}
