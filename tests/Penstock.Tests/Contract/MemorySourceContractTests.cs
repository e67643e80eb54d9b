using Penstock.Testing;

namespace Penstock.Tests;

public sealed class MemorySourceContractTests
{
    private const Can Everything = Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder;

    public static TheoryData<string> Native => [.. SourceContract.Cases(Everything)];

    public static TheoryData<string> Decorated => [.. SourceContract.Cases(Can.CountClaims | Can.ParkAtomically)];

    public static TheoryData<string> Transactional => [.. SourceContract.Cases(Everything, transactions: true)];

    [Theory]
    [MemberData(nameof(Native))]
    public void The_memory_source_keeps_it(string name) => Check(name, new MemoryStoreOptions());

    [Theory]
    [MemberData(nameof(Decorated))]
    public void A_source_that_can_do_nothing_keeps_it_with_decorators(string name) =>
        Check(name, new MemoryStoreOptions { Can = Can.None });

    [Theory]
    [MemberData(nameof(Transactional))]
    public void Its_transactions_keep_it_with_a_journal(string name) => Check(name, new MemoryStoreOptions { Transactional = true });

    [Fact]
    public void A_source_without_a_fence_is_found_out()
    {
        var options = new MemoryStoreOptions { Fenced = false };
        var name = SourceContract.Cases(Everything).Single(c => c.StartsWith("A_lost_delivery", StringComparison.Ordinal));

        var violation = Should.Throw<ContractViolationException>(() => Check(name, options));

        violation.Message.ShouldContain("reported as lost to the zombie");
    }

    [Fact]
    public void A_case_that_does_not_exist_is_refused() =>
        Should.Throw<ArgumentException>(() => Check("No_such_case", new MemoryStoreOptions()));

    private static void Check(string name, MemoryStoreOptions options)
    {
        var simulation = new Simulation(1);
        simulation.Run(
            async () =>
            {
                await using var fixture = new MemoryFixture(simulation.Clock, options);
                await SourceContract.CheckAsync(name, fixture);
            },
            TimeSpan.FromHours(1));
    }
}
