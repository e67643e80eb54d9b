namespace Penstock.Relational.Tests;

public sealed class SharedQueueContractTests(PostgresServer server)
{
    public static TheoryData<string> OnPostgres => [.. QueueCases.InTransactions];

    public static TheoryData<string> OnSqlite => [.. QueueCases.InTransactions.Except(QueueCases.TwoHolders)];

    [Theory, MemberData(nameof(OnPostgres))]
    public Task A_queue_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) =>
        QueueCases.CheckAsync(name, "postgresql", server, sharesTransaction: true);

    [Theory, MemberData(nameof(OnSqlite))]
    public Task A_queue_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) =>
        QueueCases.CheckAsync(name, "sqlite", server, sharesTransaction: true);
}
