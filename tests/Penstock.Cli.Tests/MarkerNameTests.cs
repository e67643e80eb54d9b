namespace Penstock.Cli.Tests;

public sealed class MarkerNameTests
{
    [Theory]
    [InlineData("1735732800000", "1", "0", "DES", "32", "DES_20250101_(21BCAA000100_88)", "3e068c1d4e7bb7d0993ce93d78df6b526dc102fd84c51455df804618caef72c4", 62)]
    [InlineData("1735732800000", "1", "1", "DES", "32", "DES_20250101_(21BCAA000101_89)", "c48d1fa66cad5be553ff67785dfc5cff2b05eec79c1032af2bb61ab89e2a2c2f", 196)]
    [InlineData("1764201600123", "0", "0", "DES", "32", "DES_20251127_(C29C147B0000_ED)", "0eddc952bc8dbdc5eebae4530791c0d6d66a2bec2f8858dd9ae0f9a446609e64", 14)]
    [InlineData("1764201600123", "0", "1", "DES", "32", "DES_20251127_(C29C147B0001_EE)", "ccab9e1565ef6c926f1221211212640a3390d6e258394f4930ee34c1b7b7d011", 204)]
    [InlineData("1764201600123", "255", "0", "ARCH2", "16", "ARCH2_20251127_(0000147BFF00_8E)", "7003f68da3bd909dc4325a693a4c10ae8a47e1f39cf4697faa68a2557124ef1d", 112)]
    public async Task Name_prints_the_name_its_hash_and_its_shard_as_one_line(
        string at, string node, string seq, string prefix, string wrap, string name, string hash, int shard)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(
            folder, "marker", "name", "--at-ms", at, "--node", node, "--seq", seq, "--prefix", prefix, "--wrap-bits", wrap);
        run.ShouldBe(new(0, $$"""{"name":"{{name}}","hash":"{{hash}}","shard":{{shard}}}""" + Environment.NewLine, ""));
    }

    [Theory]
    [InlineData("4", "3")]
    [InlineData("8", "62")]
    [InlineData("10", "248")]
    [InlineData("12", "992")]
    [InlineData("100", "307135773372153244600597648343")]
    public async Task Shard_is_a_number_of_any_size(string bits, string shard)
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, "marker", "shard", "DES_20250101_(21BCAA000100_88)", "--bits", bits);
        run.Output.ShouldEndWith($"\"shard\":{shard}}}{Environment.NewLine}");
    }

    [Fact]
    public async Task A_file_of_settings_for_other_commands_does_not_disturb()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), """{"Penstock":{"Marker":{"BatchSize":5}}}""");
        (await CommandLine.RunAsync(folder, "marker", "shard", "@x")).Code.ShouldBe(0);
    }
}
