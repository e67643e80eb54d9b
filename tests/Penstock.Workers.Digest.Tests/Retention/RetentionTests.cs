using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Digest.Tests;

public sealed class RetentionTests(Servers servers)
{
    [Theory]
    [MemberData(nameof(DigestScene.Kinds), MemberType = typeof(DigestScene))]
    public async Task What_is_older_than_24_hours_goes_from_both_tables(string kind)
    {
        await using var scene = await DigestScene.CreateAsync(servers, kind);
        await FillAsync(scene, old: 25_000, young: 10);
        (await RunAsync(scene)).ShouldBe(50_000);
        (await scene.NodesAsync(), await scene.ProcessesAsync()).ShouldBe((10L, 10L));
        (await RunAsync(scene)).ShouldBe(0);
    }

    [Theory]
    [InlineData("72", null, 0)]
    [InlineData("\"2\"", null, 20)]
    [InlineData(null, "false", 0)]
    [InlineData("12", "true", 20)]
    public async Task The_table_of_settings_decides(string? hours, string? enabled, int removed)
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, old: 10, young: 10);
        if (hours is not null)
            await scene.ExecuteAsync($"INSERT INTO admiral.settings (key, value) VALUES ('retention_hours', '{hours}')");
        if (enabled is not null)
            await scene.ExecuteAsync($"INSERT INTO admiral.settings (key, value) VALUES ('retention_enabled', '{enabled}')");
        (await RunAsync(scene)).ShouldBe(removed);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("\"soon\"")]
    [InlineData("[24]")]
    public async Task A_setting_that_is_none_removes_nothing(string hours)
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, old: 10, young: 0);
        await scene.ExecuteAsync($"INSERT INTO admiral.settings (key, value) VALUES ('retention_hours', '{hours}')");
        (await Should.ThrowAsync<FormatException>(() => RunAsync(scene))).Message.ShouldContain($"retention_hours is {hours}");
        (await scene.NodesAsync()).ShouldBe(10);
    }

    [Fact]
    public async Task Without_the_table_of_settings_24_hours_are_kept()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, old: 10, young: 10);
        await scene.ExecuteAsync("DROP TABLE admiral.settings");
        (await RunAsync(scene)).ShouldBe(20);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_and_removes_nothing()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await FillAsync(scene, old: 10, young: 10);
        scene.Options = scene.Options with { DryRun = true };
        (await RunAsync(scene)).ShouldBe(20);
        (await scene.NodesAsync()).ShouldBe(20);
        scene.Log.Lines.ShouldContain(line => line.StartsWith("10 rows older than 24 hours would be removed from admiral.metrics", StringComparison.Ordinal));
    }

    private static async Task<long> RunAsync(DigestScene scene) =>
        await scene.Services().GetRequiredService<MetricRetention>().RunAsync(default);

    private static async Task FillAsync(DigestScene scene, int old, int young)
    {
        var dialect = scene.Store.Dialect;
        foreach (var (count, hours) in new[] { (old, 25), (young, 1) })
        {
            var numbers = $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})";
            // One key a row, some rows a server.
            var at = dialect.NowPlus($"-({hours} * 3600.0) - i * 0.01");
            if (count == 0)
                continue;
            await scene.ExecuteAsync($"{numbers} INSERT INTO {scene.Tables.Metrics} (server_id, timestamp) SELECT 'server-' || (i % 3), {at} FROM n");
            await scene.ExecuteAsync(
                $"{numbers} INSERT INTO {scene.Tables.Processes} (server_id, timestamp, process_name, num_procs) SELECT 'server-' || (i % 3), {at}, 'p', 1 FROM n");
        }
    }
}
