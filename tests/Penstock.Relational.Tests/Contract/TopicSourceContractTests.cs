using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class TopicSourceContractTests(PostgresServer server)
{
    private const Can Abilities = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    // While effects share a SQLite file's one write transaction, no second process can hold anything, nor a third one begin.
    private static readonly string[] TwoHolders =
    [
        "Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only", "A_lost_delivery_is_reported_and_its_settlement_changes_nothing",
        "A_key_waits_behind_its_claimed_head",
    ];

    private static IReadOnlyList<string> InTransactions { get; } = SourceContract.Cases(Abilities, transactions: true);

    public static TheoryData<string> SharedOnPostgres => [.. InTransactions];

    public static TheoryData<string> SharedOnSqlite => [.. InTransactions.Except(TwoHolders)];

    public static TheoryData<string> Cases => [.. SourceContract.Cases(Abilities, transactions: false)];

    [Theory, MemberData(nameof(Cases))]
    public Task A_group_of_a_topic_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql");

    [Theory, MemberData(nameof(Cases))]
    public Task A_group_of_a_topic_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite");

    [Theory, MemberData(nameof(SharedOnPostgres))]
    public Task A_group_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql", sharesTransaction: true);

    [Theory, MemberData(nameof(SharedOnSqlite))]
    public Task A_group_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite", sharesTransaction: true);

    private async Task CheckAsync(string name, string kind, bool sharesTransaction = false)
    {
        await using var fixture = await TopicFixture.CreateAsync(kind, server, sharesTransaction);
        await SourceContract.CheckAsync(name, fixture);
    }
}
