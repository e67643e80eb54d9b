using Penstock.Postgres;

namespace Penstock.Relational.Tests;

public sealed class WhatPeopleReallyHaveTests(PostgresServer server)
{
    [ExpectedToFail("pgbouncer")]
    public Task An_address_with_the_options_of_a_managed_database_leads_there() =>
        ReachAsync(url => $"{url}?sslmode=prefer&channel_binding=prefer&connect_timeout=5&target_session_attrs=read-write");

    // Whoever requires it needs a password and TLS, which the server here has not.
    [ExpectedToFail("pgbouncer")]
    public void An_address_that_requires_channel_binding_is_understood() => Record.Exception(() =>
        new PostgresStore(StoreUrl.Parse("postgresql://u:p@host/db?sslmode=require&channel_binding=require"), TimeProvider.System)).ShouldBeNull();

    [ExpectedToFail("pgbouncer")]
    public Task An_address_with_two_hosts_leads_to_the_one_that_answers() =>
        ReachAsync(url => url.Replace("@", "@127.0.0.1:1,", StringComparison.Ordinal) + "?target_session_attrs=any");

    [Fact]
    public Task An_address_without_all_that_leads_there() => ReachAsync(url => url);

    private async Task ReachAsync(Func<string, string> address)
    {
        var url = address(await server.CreateDatabaseAsync());
        var reached = false;
        var refusal = await Record.ExceptionAsync(async () =>
        {
            await using var store = new PostgresStore(StoreUrl.Parse(url), TimeProvider.System);
            await using var connection = await store.OpenAsync(default);
            reached = await connection.Command("SELECT true").ScalarAsync<bool>(default) && await store.IsHealthyAsync(default);
        });

        refusal.ShouldBeNull();
        reached.ShouldBeTrue();
    }
}
