using Penstock.Testing;

namespace Penstock.Redis.Tests;

public sealed class ListSourceContractTests(SharedRedis redis)
{
    public static TheoryData<string> Cases => [.. SourceContract.Cases(Can.Delay | Can.CountClaims | Can.ParkAtomically)];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_list_keeps_the_contract(string name)
    {
        await using var fixture = new ListFixture(redis);
        await SourceContract.CheckAsync(name, fixture);
    }
}
