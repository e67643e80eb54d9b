using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class QueueSourceContractTests(PostgresServer server)
{
    public static TheoryData<string> Cases => [.. SourceContract.Cases(Can.Delay | Can.CountClaims | Can.ParkAtomically, transactions: false)];

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql");

    [Theory, MemberData(nameof(Cases))]
    public Task A_queue_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite");

    private async Task CheckAsync(string name, string kind)
    {
        await using var fixture = await QueueFixture.CreateAsync(kind, server);
        await SourceContract.CheckAsync(name, fixture);
    }
}
