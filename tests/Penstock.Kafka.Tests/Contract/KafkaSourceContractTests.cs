using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>All cases run at once: each waits for its own group, and nobody wants to wait for one after the other.</summary>
public sealed class KafkaSourceContractTests(ContractRuns runs) : IClassFixture<ContractRuns>
{
    public static TheoryData<string> Cases => [.. ContractRuns.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_topic_keeps_the_contract(string name) => await runs.Of(name).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);
}

public sealed class ContractRuns(SharedKafka shared)
{
    // Two processes have something in hand there at the same time.
    private static readonly string[] OfTwo = ["A_delivery_is_claimed_by_one_only", "Extending_what_is_held_keeps_it"];

    private readonly Dictionary<string, Task> runs = Names.ToDictionary(n => n, n => Task.Run(() => CheckAsync(shared, n)), StringComparer.Ordinal);

    public static IReadOnlyList<string> Names => SourceContract.Cases(Can.Delay | Can.CountClaims | Can.ParkAtomically | Can.KeepKeyOrder);

    public Task Of(string name) => runs[name];

    private static async Task CheckAsync(SharedKafka shared, string name)
    {
        await using var fixture = new KafkaFixture(shared, OfTwo.Contains(name) ? 2 : 1);
        await SourceContract.CheckAsync(name, fixture);
    }
}
