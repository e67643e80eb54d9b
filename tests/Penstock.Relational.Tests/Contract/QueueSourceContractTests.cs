namespace Penstock.Relational.Tests;

public sealed class QueueSourceContractTests(PostgresServer server)
{
    public static TheoryData<string> Cases => QueueCases.Alone;

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_postgres(string name) => QueueCases.CheckAsync(name, "postgresql", server);

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_sqlite(string name) => QueueCases.CheckAsync(name, "sqlite", server);
}
