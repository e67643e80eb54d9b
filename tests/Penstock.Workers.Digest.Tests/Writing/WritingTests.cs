using Penstock.Dev;

namespace Penstock.Workers.Digest.Tests;

public sealed class WritingTests(Servers servers)
{
    private static readonly DateTimeOffset At = new(2025, 11, 7, 22, 30, 45, 123, TimeSpan.Zero);

    [Theory]
    [MemberData(nameof(DigestScene.Kinds), MemberType = typeof(DigestScene))]
    public async Task Figures_land_in_their_columns_and_the_server_was_seen(string kind)
    {
        await using var scene = await DigestScene.CreateAsync(servers, kind);
        await scene.ExecuteAsync($"INSERT INTO {scene.Tables.Servers} (server_id, hostname) VALUES ('known', 'a')");
        await scene.AddAsync(DigestScene.Payload(At), "known");
        await scene.DrainAsync();

        (await scene.ListAsync($"SELECT server_id, CAST(timestamp AS TEXT), cpu_idle_seconds, cpu_cores, memory_total_bytes, load_1min FROM {scene.Tables.Metrics}", r =>
            (r.GetString(0), r.GetString(1).Replace('T', ' ')[..23], r.GetDouble(2), r.GetInt32(3), r.GetInt64(4), r.IsDBNull(5))))
            .ShouldBe([("known", "2025-11-07 22:30:45.123", 1.5, 4, 8589934592, true)]);
        (await scene.ListAsync($"SELECT process_name, num_procs, cpu_seconds_total, memory_bytes FROM {scene.Tables.Processes} ORDER BY 1", r =>
            (r.GetString(0), r.GetInt32(1), r.GetDouble(2), r.GetInt64(3))))
            .ShouldBe([("proc-0", 1, 12.5, 104857600), ("proc-1", 2, 12.5, 104857600)]);
        (await scene.ScalarAsync<long>($"SELECT count(*) FROM {scene.Tables.Servers} WHERE last_seen_at IS NOT NULL AND updated_at IS NOT NULL")).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(DigestScene.Kinds), MemberType = typeof(DigestScene))]
    public async Task What_an_agent_sends_again_is_there_once(string kind)
    {
        await using var scene = await DigestScene.CreateAsync(servers, kind);
        for (var i = 0; i < 3; i++)
            await scene.AddAsync(DigestScene.Payload(At));
        await scene.DrainAsync();
        await scene.AddAsync(DigestScene.Payload(At));
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(1);
        (await scene.ProcessesAsync()).ShouldBe(2);
        (await scene.DeadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_server_without_a_row_is_told_and_its_figures_are_stored()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.AddAsync(DigestScene.Payload(At), "nobody");
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(1);
        scene.Log.Lines.ShouldContain(line => line.Contains("1 servers have no row", StringComparison.Ordinal) && line.Contains("nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_empty_payload_stores_nothing_and_the_server_was_seen()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.ExecuteAsync("INSERT INTO admiral.servers (server_id, hostname) VALUES ('known', 'a')");
        await scene.AddAsync("null"u8.ToArray(), "known");
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(0);
        (await scene.ScalarAsync<long>("SELECT count(*) FROM admiral.servers WHERE last_seen_at IS NOT NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_second_exporter_fails_nothing_of_the_message_is_stored_until_it_is_mended()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots RENAME TO away");
        await scene.AddAsync(DigestScene.Payload(At));

        using var stop = new CancellationTokenSource();
        var digest = scene.Digest();
        var running = digest.RunAsync(stop.Token);
        await Until.TrueAsync("the digest waits", () => Task.FromResult(digest.WaitsFor is not null));
        (await scene.NodesAsync()).ShouldBe(0);
        (await scene.LengthAsync()).ShouldBe(1);
        await scene.ExecuteAsync("ALTER TABLE admiral.away RENAME TO process_snapshots");
        await Until.TrueAsync("the stream is empty", async () => await scene.LengthAsync() == 0);
        await stop.CancelAsync();
        await running;

        (await scene.NodesAsync()).ShouldBe(1);
        (await scene.ProcessesAsync()).ShouldBe(2);
        (await scene.DeadAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_row_that_the_table_refuses_stays_behind_alone_and_becomes_a_dead_letter_after_5_failures()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots ADD CHECK (num_procs < 100)");
        await scene.AddAsync(Enumerable.Range(0, 60).Select(i => ("s", DigestScene.Payload(At.AddSeconds(i), i == 17 ? 101 : 2))));
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(59);
        (await scene.ProcessesAsync()).ShouldBe(118);
        var dead = (await scene.DeadAsync()).ShouldHaveSingleItem();
        dead["retry_count"].ShouldBe("5");
        dead["error_class"].ShouldBe("PostgresException");
    }
}
