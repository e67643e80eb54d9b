namespace Penstock.Relational.Tests;

public sealed class KeyedQueueContractTests(PostgresServer server)
{
    public static TheoryData<string> Keyed => [.. QueueCases.Alone.Select(c => c.Data).Except(QueueCases.OneBucketForTwo)];

    [Theory, MemberData(nameof(Keyed))]
    public Task A_queue_of_keys_keeps_the_contract_on_postgres(string name) => QueueCases.CheckAsync(name, "postgresql", server, keyed: true);

    [Theory, MemberData(nameof(Keyed))]
    public Task A_queue_of_keys_keeps_the_contract_on_sqlite(string name) => QueueCases.CheckAsync(name, "sqlite", server, keyed: true);
}
