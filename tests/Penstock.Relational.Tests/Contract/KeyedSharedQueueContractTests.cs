namespace Penstock.Relational.Tests;

public sealed class KeyedSharedQueueContractTests(PostgresServer server)
{
    public static TheoryData<string> KeyedShared => [.. QueueCases.InTransactions.Except(QueueCases.TwoHolders).Except(QueueCases.OneBucketForTwo)];

    [Theory, MemberData(nameof(KeyedShared))]
    public Task A_queue_of_keys_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) =>
        QueueCases.CheckAsync(name, "postgresql", server, sharesTransaction: true, keyed: true);

    [Theory, MemberData(nameof(KeyedShared))]
    public Task A_queue_of_keys_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) =>
        QueueCases.CheckAsync(name, "sqlite", server, sharesTransaction: true, keyed: true);
}
