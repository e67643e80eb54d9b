using System.Security.Cryptography;
using System.Text;

namespace Penstock.Workers.Marker.Tests;

public sealed class MarkingTests(PostgresServer server)
{
    private static readonly TimeSpan TwoDays = TimeSpan.FromDays(2);

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task Every_old_row_gets_a_unique_name_its_hash_its_shard_and_the_done_status(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(2_500, TwoDays);

        await catalog.MarkAsync(new MarkerOptions { BatchSize = 700 });

        var rows = await catalog.ListAsync(
            "SELECT des_name, des_hash, des_shard, des_status, retry_count FROM des_source_catalog",
            r => (Name: r.GetString(0), Hash: r.GetString(1), Shard: r.GetInt32(2), Status: r.GetString(3), Retries: r.GetInt32(4)));
        rows.Count.ShouldBe(2_500);
        rows.Select(r => r.Name).Distinct().Count().ShouldBe(2_500);
        rows.ShouldAllBe(r => r.Status == "marked" && r.Retries == 0);
        rows.ShouldAllBe(r => r.Hash == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(r.Name))));
        rows.ShouldAllBe(r => r.Shard == Convert.ToInt32(r.Hash.Substring(0, 2), 16));
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task Rows_younger_than_the_minimum_age_stay_untouched(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        foreach (var hours in new[] { 48, 6, 1, 12 })
            await catalog.AddAsync(1, TimeSpan.FromHours(hours), $"{hours}h");

        await catalog.MarkAsync();

        (await catalog.ListAsync("SELECT source_key FROM des_source_catalog WHERE des_status IS NOT NULL OR des_name IS NOT NULL", r => r.GetString(0)))
            .ShouldBe(["48h-1"]);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task An_age_of_zero_takes_rows_from_the_future_too(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(3, TimeSpan.FromDays(-3));

        await catalog.MarkAsync(new MarkerOptions { MaxAgeDays = 0 });

        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(3);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task A_name_that_is_taken_is_made_anew_and_no_row_is_blamed(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        // 2 bits of the millisecond leave 1,024 names a day and node: they soon repeat.
        await catalog.AddAsync(900, TwoDays);

        await catalog.MarkAsync(new MarkerOptions { WrapBits = 2, BatchSize = 100 });

        (await catalog.CountAsync("des_status = 'marked' AND retry_count = 0 AND last_error IS NULL")).ShouldBe(900);
        (await catalog.ScalarAsync<long>("SELECT count(DISTINCT des_name) FROM des_source_catalog")).ShouldBe(900);
    }

    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task Two_markers_with_one_node_id_use_different_ones(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server);
        await catalog.AddAsync(10, TwoDays);
        var first = catalog.Marker(new MarkerOptions { NodeId = 7, BatchSize = 5 });
        await first.RunAsync(TestContext.Current.CancellationToken, once: true);
        await catalog.AddAsync(10, TwoDays, "later");

        await catalog.MarkAsync(new MarkerOptions { NodeId = 7 });

        var nodes = await catalog.ListAsync("SELECT des_name FROM des_source_catalog ORDER BY id", r => Convert.ToInt32(r.GetString(0).Substring(22, 2), 16));
        nodes.Take(10).ShouldAllBe(n => n == 7);
        nodes.Skip(10).ShouldAllBe(n => n == 8);
    }
}
