using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class QueueSourceContractTests(PostgresServer server)
{
    // While effects share a SQLite file's one write transaction, no second process can hold anything, nor a third one begin.
    private static readonly string[] TwoHolders =
    [
        "Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only", "A_lost_delivery_is_reported_and_its_settlement_changes_nothing",
        "A_key_waits_behind_its_claimed_head",
    ];

    // Each process has buckets of its own: what one leaves or hands back, another does not get while the first holds them.
    private static readonly string[] OneBucketForTwo =
    [
        "Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only", "A_batch_disposed_unsettled_is_released",
        "What_has_no_verdict_is_handed_back",
    ];

    private const Can All = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    private static IReadOnlyList<string> InTransactions { get; } = SourceContract.Cases(All, transactions: true);

    public static TheoryData<string> SharedOnPostgres => [.. InTransactions];

    public static TheoryData<string> SharedOnSqlite => [.. InTransactions.Except(TwoHolders)];

    public static TheoryData<string> Cases => [.. SourceContract.Cases(All, transactions: false)];

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql");

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite");

    public static TheoryData<string> Keyed => [.. Cases.Select(c => c.Data).Except(OneBucketForTwo)];

    public static TheoryData<string> KeyedShared => [.. InTransactions.Except(TwoHolders).Except(OneBucketForTwo)];

    [Theory, MemberData(nameof(Keyed))]
    public Task A_queue_of_keys_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql", keyed: true);

    [Theory, MemberData(nameof(Keyed))]
    public Task A_queue_of_keys_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite", keyed: true);

    [Theory, MemberData(nameof(KeyedShared))]
    public Task A_queue_of_keys_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) =>
        CheckAsync(name, "postgresql", sharesTransaction: true, keyed: true);

    [Theory, MemberData(nameof(KeyedShared))]
    public Task A_queue_of_keys_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) =>
        CheckAsync(name, "sqlite", sharesTransaction: true, keyed: true);

    [Theory, MemberData(nameof(SharedOnPostgres))]
    public Task A_queue_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql", sharesTransaction: true);

    [Theory, MemberData(nameof(SharedOnSqlite))]
    public Task A_queue_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite", sharesTransaction: true);

    private async Task CheckAsync(string name, string kind, bool sharesTransaction = false, bool keyed = false)
    {
        await using var fixture = await QueueFixture.CreateAsync(kind, server, sharesTransaction, keyed);
        await SourceContract.CheckAsync(name, fixture);
    }
}
