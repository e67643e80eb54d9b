using System.Globalization;
using Penstock.Dev;
using Penstock.Hosting;
using Penstock.Postgres;
using Penstock.Redis;
using Penstock.Relational;
using Penstock.Workers.Digest;

namespace Penstock.Cli.Tests;

public sealed class WhatPeopleReallyHaveTests
{
    [ExpectedToFail("ipv6-host-parts")]
    public void A_Redis_may_be_named_by_a_bare_IPv6_address()
    {
        var settings = Read(("VALKEY_HOST", "::1"), ("VALKEY_PORT", "6380"));
        RedisUrl? address = null;

        Record.Exception(() => address = RedisUrl.Parse(DigestSettings.RedisAddress(settings))).ShouldBeNull();
        (address!.Host, address.Port).ShouldBe(("::1", 6380));
    }

    [ExpectedToFail("ipv6-host-parts")]
    public async Task A_database_may_be_named_by_a_bare_IPv6_address()
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync(new Dictionary<string, string> { ["listen_addresses"] = "::1,127.0.0.1" });
        await ReachAsync("::1", postgres);
    }

    [ExpectedToFail("ipv6-host-parts")]
    public async Task A_database_may_be_named_by_the_folder_of_its_socket()
    {
        await using var postgres = await ThrowawayPostgres.CreateAsync();
        await ReachAsync(postgres.Folder, postgres);
    }

    [ExpectedToFail("sighup")]
    public async Task A_hang_up_leaves_nothing_in_hand()
    {
        using var folder = new TemporaryFolder();
        await SlowMarker.FillAsync(folder);
        await using var marker = SlowMarker.Start(folder, []);
        await Until.TrueAsync("some are marked", async () => await SlowMarker.MarkedAsync(folder) > 0);

        // Ignored is as good as drained.
        await marker.SignalAsync("HUP");
        await Within.SecondsAsync(6, () => Task.FromResult(marker.HasExited));
        var code = await marker.StopAsync();

        code.ShouldBe(0, marker.Said);
        (await SlowMarker.CountAsync($"sqlite:///{folder.Path}/catalog.db-penstock/journal.db", "SELECT count(*) FROM in_flight")).ShouldBe(0);
    }

    [Fact]
    public async Task Under_nohup_a_hang_up_is_survived()
    {
        using var folder = new TemporaryFolder();
        await SlowMarker.FillAsync(folder);
        await using var marker = SlowMarker.Start(folder, [], nohup: true);
        await Until.TrueAsync("some are marked", async () => await SlowMarker.MarkedAsync(folder) > 0);

        await marker.SignalAsync("HUP");
        var marked = await SlowMarker.MarkedAsync(folder);
        await Until.TrueAsync("it marks on, or has ended", async () => marker.HasExited || await SlowMarker.MarkedAsync(folder) > marked + 10);

        marker.HasExited.ShouldBeFalse();
        (await marker.StopAsync()).ShouldBe(0);
    }

    private static SettingsReader Read(params (string Name, string Value)[] variables) =>
        new SettingSources { Environment = variables.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal) }.Read(DigestSettings.All);

    private static async Task ReachAsync(string host, ThrowawayPostgres postgres)
    {
        var settings = Read(("DB_HOST", host), ("DB_PORT", postgres.Port.ToString(CultureInfo.InvariantCulture)), ("DB_NAME", "postgres"));
        var reached = false;
        var refusal = await Record.ExceptionAsync(async () =>
        {
            await using var store = new PostgresStore(DigestSettings.Database(settings), TimeProvider.System);
            reached = await store.IsHealthyAsync(TestContext.Current.CancellationToken);
        });

        refusal.ShouldBeNull();
        reached.ShouldBeTrue();
    }
}
