using Penstock.Testing;

namespace Penstock.Redis.Tests;

public sealed class StreamSourceContractTests(SharedRedis redis)
{
    public static TheoryData<string> Cases => [.. SourceContract.Cases(Can.Delay | Can.CountClaims | Can.ParkAtomically)];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_stream_keeps_the_contract(string name)
    {
        await using var fixture = new StreamFixture(redis);
        await SourceContract.CheckAsync(name, fixture);
    }
}
