using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Marker.Tests;

public sealed class WrongSchemaTests(PostgresServer server)
{
    [Theory, MemberData(nameof(CatalogUnderTest.Kinds), MemberType = typeof(CatalogUnderTest))]
    public async Task A_catalog_without_a_needed_column_ends_the_start_with_its_name_and_nothing_is_changed(string kind)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync(kind, server, migrate: false);
        await catalog.ExecuteAsync("CREATE TABLE des_source_catalog (id INTEGER PRIMARY KEY, created_at TEXT, des_name TEXT, des_shard INTEGER, des_status TEXT, last_error TEXT)");
        await using var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "marker",
            Services = services => services.AddMarker(catalog.Open(), new MarkerOptions()),
        });

        var error = await Should.ThrowAsync<SchemaException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        error.Message.ShouldContain("des_source_catalog");
        error.Message.ShouldContain("des_hash, retry_count");
        error.Message.ShouldNotContain("created_at");
        (await catalog.Store.ColumnsAsync(await catalog.Store.OpenAsync(default), null, "des_marker_dlq", default)).ShouldBeNull();
    }
}
