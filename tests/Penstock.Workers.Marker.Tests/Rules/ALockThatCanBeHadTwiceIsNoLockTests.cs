using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Workers.Marker.Tests;

public sealed class ALockThatCanBeHadTwiceIsNoLockTests(PostgresServer server)
{
    [ExpectedToFail("sqlite-two-paths")]
    public async Task Markers_that_reach_a_file_by_its_name_and_by_a_link_don_t_have_the_same_node()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("sqlite", server);
        var file = new FileInfo(catalog.Url.Rest[1..]);
        var link = Path.Combine(file.DirectoryName!, "link.db");
        File.CreateSymbolicLink(link, file.FullName);

        (await NodesAsync(catalog, link)).ShouldBe(2);
        Directory.GetDirectories(file.DirectoryName!).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Markers_that_reach_a_file_by_its_folder_and_by_a_link_to_that_don_t_have_the_same_node()
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("sqlite", server);
        var file = new FileInfo(catalog.Url.Rest[1..]);
        var link = file.DirectoryName + "-link";
        Directory.CreateSymbolicLink(link, file.DirectoryName!);
        try
        {
            (await NodesAsync(catalog, Path.Combine(link, file.Name))).ShouldBe(2);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    // One marks, and still lives when the other does.
    private static async Task<int> NodesAsync(CatalogUnderTest catalog, string otherPath)
    {
        await catalog.AddAsync(1, TimeSpan.FromDays(2));
        await catalog.MarkAsync();
        await catalog.AddAsync(1, TimeSpan.FromDays(2));
        await using var other = new SqliteStore(StoreUrl.Parse($"sqlite:///{otherPath}"), TimeProvider.System);
        await catalog.Marker(store: other).RunAsync(TestContext.Current.CancellationToken, once: true);

        // DES_20250101_(21BCAA000100_88): four bytes of time, one of the node.
        var nodes = await catalog.ListAsync("SELECT substr(des_name, 23, 2) FROM des_source_catalog WHERE des_status = 'marked'", row => row.GetString(0));
        nodes.Count.ShouldBe(2);
        return nodes.Distinct().Count();
    }
}
