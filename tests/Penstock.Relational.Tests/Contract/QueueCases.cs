using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>The contract as the kinds of queue keep it. Each kind's tests are a class: their waits pass side by side.</summary>
internal static class QueueCases
{
    private const Can All = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    // While effects share a SQLite file's one write transaction, no second process can hold anything, nor a third one begin.
    public static readonly string[] TwoHolders =
    [
        "Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only", "A_lost_delivery_is_reported_and_its_settlement_changes_nothing",
        "A_key_waits_behind_its_claimed_head",
    ];

    // Each process has buckets of its own: what one leaves or hands back, another does not get while the first holds them.
    public static readonly string[] OneBucketForTwo =
    [
        "Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only", "A_batch_disposed_unsettled_is_released",
        "What_has_no_verdict_is_handed_back",
    ];

    public static IReadOnlyList<string> InTransactions { get; } = SourceContract.Cases(All, transactions: true);

    public static TheoryData<string> Alone => [.. SourceContract.Cases(All, transactions: false)];

    public static async Task CheckAsync(string name, string kind, PostgresServer server, bool sharesTransaction = false, bool keyed = false)
    {
        await using var fixture = await QueueFixture.CreateAsync(kind, server, sharesTransaction, keyed);
        await SourceContract.CheckAsync(name, fixture);
    }
}
