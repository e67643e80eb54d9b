using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Testing;

namespace Penstock.Workers.Marker.Tests;

/// <summary>How many statements a row costs, counted on the wire.</summary>
public sealed class StatementCountTests(PostgresServer server)
{
    private const int Rows = 5_000;

    [Theory]
    [InlineData(0, 0.01)]
    [InlineData(1_000, 0.1)]
    [InlineData(100, 0.8)]
    public async Task Poison_costs_its_search_and_no_more(int oneIn, double mostAPerRow)
    {
        await using var catalog = await CatalogUnderTest.CreateAsync("postgresql", server);
        await catalog.AddAsync(Rows, TimeSpan.FromDays(2));
        if (oneIn > 0)
        {
            await catalog.ExecuteAsync($"""
                CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN IF NEW.id % {oneIn} = {oneIn / 2} AND NEW.des_status = 'marked' THEN RAISE EXCEPTION 'no thanks'; END IF; RETURN NEW; END $$;
                CREATE TRIGGER poison BEFORE UPDATE ON des_source_catalog FOR EACH ROW EXECUTE FUNCTION poison();
                """);
        }

        await using var proxy = PostgresProxy.Start(server.Postgres.Port);
        await using var store = new PostgresStore(StoreUrl.Parse(proxy.UrlOf(catalog.Url.ToString())), TimeProvider.System);
        await catalog.Marker(new MarkerOptions { BatchSize = 1_000, MaxRetries = 1 }, store: store)
            .RunAsync(TestContext.Current.CancellationToken, once: true);

        var poison = oneIn == 0 ? 0 : Rows / oneIn;
        (await catalog.CountAsync("des_status = 'marked'")).ShouldBe(Rows - poison);
        (await catalog.CountAsync("des_status = 'failed'")).ShouldBe(poison);
        ((double)proxy.Executed / Rows).ShouldBeInRange(0.001, mostAPerRow);
    }
}
