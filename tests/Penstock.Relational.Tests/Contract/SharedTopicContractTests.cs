namespace Penstock.Relational.Tests;

public sealed class SharedTopicContractTests(PostgresServer server)
{
    public static TheoryData<string> OnPostgres => [.. TopicSourceContractTests.InTransactions];

    public static TheoryData<string> OnSqlite => [.. TopicSourceContractTests.InTransactions.Except(QueueCases.TwoHolders)];

    [Theory, MemberData(nameof(OnPostgres))]
    public Task A_group_that_shares_its_transaction_keeps_the_contract_on_postgres(string name) =>
        TopicSourceContractTests.CheckAsync(name, "postgresql", server, sharesTransaction: true);

    [Theory, MemberData(nameof(OnSqlite))]
    public Task A_group_that_shares_its_transaction_keeps_the_contract_on_sqlite(string name) =>
        TopicSourceContractTests.CheckAsync(name, "sqlite", server, sharesTransaction: true);
}
