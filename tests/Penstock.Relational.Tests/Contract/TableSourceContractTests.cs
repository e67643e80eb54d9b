using Penstock.Testing;

namespace Penstock.Relational.Tests;

public sealed class TableSourceContractTests(PostgresServer server)
{
    // A SQLite file has one writer: no second process can hold anything meanwhile.
    private static readonly string[] TwoHolders = ["Extending_what_is_held_keeps_it", "A_delivery_is_claimed_by_one_only"];

    private static IReadOnlyList<string> Cases { get; } = SourceContract.Cases(Can.Delay | Can.CountClaims | Can.ParkAtomically, transactions: true);

    public static TheoryData<string> OnPostgres => [.. Cases];

    public static TheoryData<string> OnSqlite => [.. Cases.Except(TwoHolders)];

    [Theory, MemberData(nameof(OnPostgres))]
    public Task The_table_source_keeps_the_contract_on_postgres(string name) => CheckAsync(name, "postgresql");

    [Theory, MemberData(nameof(OnSqlite))]
    public Task The_table_source_keeps_the_contract_on_sqlite(string name) => CheckAsync(name, "sqlite");

    [Fact]
    public async Task While_one_process_holds_rows_of_a_sqlite_file_another_gets_none()
    {
        await using var fixture = await TableFixture.CreateAsync("sqlite", server);
        await fixture.AddAsync("a");
        await fixture.AddAsync("b");
        var (one, other) = (await fixture.OpenAsync(), await fixture.OpenAsync());

        await using (var first = await one.ReceiveAsync(1, TestContext.Current.CancellationToken))
        await using (var second = await other.ReceiveAsync(1, TestContext.Current.CancellationToken))
        {
            first.Items.Count.ShouldBe(1);
            second.Items.ShouldBeEmpty();
        }

        await using var later = await other.ReceiveAsync(2, TestContext.Current.CancellationToken);
        later.Items.Count.ShouldBe(2);
    }

    private async Task CheckAsync(string name, string kind)
    {
        await using var fixture = await TableFixture.CreateAsync(kind, server);
        await SourceContract.CheckAsync(name, fixture);
    }
}
