using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class TopicSourceContractTests(PostgresServer server)
{
    private const Can Abilities = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    public static TheoryData<string> Cases => [.. SourceContract.Cases(Abilities, transactions: false)];

    internal static IReadOnlyList<string> InTransactions { get; } = SourceContract.Cases(Abilities, transactions: true);

    [Theory, MemberData(nameof(Cases))]
    public Task A_group_of_a_topic_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql", server);

    [Theory, MemberData(nameof(Cases))]
    public Task A_group_of_a_topic_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite", server);

    internal static async Task CheckAsync(string name, string kind, PostgresServer server, bool sharesTransaction = false)
    {
        await using var fixture = await TopicFixture.CreateAsync(kind, server, sharesTransaction);
        await SourceContract.CheckAsync(name, fixture);
    }
}
