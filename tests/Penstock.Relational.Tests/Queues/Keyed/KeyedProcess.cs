using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>One process's keyed claims and settlements on a queue, each step by hand.</summary>
internal sealed class KeyedProcess(Store store, TimeProvider clock) : IAsyncDisposable
{
    public const string Queue = "jobs";

    private readonly Owner owner = new(store, TimeProvider.System, new OwnerOptions { Lease = TimeSpan.FromHours(1) });
    private readonly QueueSettlement settlement = new(store, Queue, parking: null, reached: null);

    public KeyedClaims Claims => field ??= new KeyedClaims(store, owner, Queue, TimeSpan.Zero, clock, () => Wakes++);

    public int Wakes { get; private set; }

    public ValueTask<OwnerLease> LeaseAsync() => owner.TakeAsync(default);

    public async Task<List<QueueDelivery>> ClaimAsync(int max = 100)
    {
        Claims.LookSoon();
        return await Claims.ClaimAsync(await LeaseAsync(), max, isDue: false, default);
    }

    public async Task<IReadOnlyList<string>> TextsAsync(int max = 100) => Texts(await ClaimAsync(max));

    public async Task<IReadOnlyList<string>> SettleAsync(IEnumerable<QueueDelivery> deliveries, Settlement? settled = null) =>
        Texts(await settlement.ApplyAsync([.. deliveries.Select(d => new Verdict(d, settled ?? Settlement.Complete.Instance))], default));

    public async Task DieAsync()
    {
        var lease = await LeaseAsync();
        await using var connection = await store.OpenAsync(default);
        await connection.Command("DELETE FROM penstock_owners WHERE id = @id", ("id", lease.Id)).RunAsync(default);
    }

    public static IReadOnlyList<string> Texts(IEnumerable<Delivery> deliveries) => [.. deliveries.Select(Text)];

    public static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public async ValueTask DisposeAsync()
    {
        await Claims.DisposeAsync();
        await owner.DisposeAsync();
    }
}
