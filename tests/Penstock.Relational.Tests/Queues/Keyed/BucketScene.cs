namespace Penstock.Relational.Tests;

/// <summary>Processes that share a queue's buckets. Heartbeats come by hand.</summary>
internal sealed class BucketScene : IAsyncDisposable
{
    public const string Queue = "jobs";
    private const int MostBeats = 20;

    private readonly DatabaseUnderTest database;
    private readonly List<Owner> owners = [];

    private BucketScene(DatabaseUnderTest database) => this.database = database;

    public List<BucketMember> Members { get; } = [];

    public long Change { get; private set; }

    public static async Task<BucketScene> CreateAsync(string kind, PostgresServer server) =>
        new(await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set));

    public async Task<BucketMember> JoinAsync()
    {
        var store = database.Open();
        var member = new BucketMember(store, await LifeAsync(store));
        Members.Add(member);
        Change++;
        await member.Leases.EnsureAsync(member.Lease, default);
        return member;
    }

    public async Task<OwnerLease> NewLifeAsync(BucketMember member)
    {
        Change++;
        return member.Lease = await LifeAsync(member.Store);
    }

    public async Task DieAsync(BucketMember member, bool stays = false)
    {
        await using var connection = await member.Store.OpenAsync(default);
        await connection.Command("DELETE FROM penstock_owners WHERE id = @id", ("id", member.Lease.Id)).RunAsync(default);
        Change++;
        if (!stays)
            Members.Remove(member);
    }

    /// <summary>One heartbeat of each.</summary>
    public async Task BeatAsync()
    {
        foreach (var member in Members)
            await member.Leases.BeatAsync(new Beat(member.Lease, Change), default);
    }

    /// <summary>Until a round of heartbeats moves nothing, and all buckets are held.</summary>
    public async Task BeatUntilSettledAsync(long? change = null)
    {
        Change = change ?? Change;
        var before = string.Empty;
        for (var beats = 0; beats < MostBeats; beats++)
        {
            await BeatAsync();
            var now = string.Join(' ', Members.SelectMany(m => m.Held).Select(h => $"{h.Key}:{h.Value}"));
            if (now == before && Members.Sum(m => m.Held.Count) == Bucket.Count)
                return;
            before = now;
        }

        throw new InvalidOperationException($"After {MostBeats} heartbeats: {string.Join(", ", Members.Select(m => m.Held.Count))}.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owner in owners)
            await owner.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task<OwnerLease> LifeAsync(Store store)
    {
        var owner = new Owner(store, TimeProvider.System, new OwnerOptions { Lease = TimeSpan.FromHours(1) });
        owners.Add(owner);
        return await owner.TakeAsync(default);
    }
}
