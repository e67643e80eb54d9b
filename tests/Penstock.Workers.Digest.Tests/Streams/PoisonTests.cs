using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Dev;
using Penstock.Redis;
using Penstock.Relational;

namespace Penstock.Workers.Digest.Tests;

public sealed class PoisonTests(Servers servers)
{
    private static readonly DateTimeOffset At = new(2025, 11, 7, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_malformed_message_is_a_dead_letter_at_once_with_all_it_came_with()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        var id = await scene.AddAsync("{ no json"u8.ToArray(), "srv");
        await scene.AddAsync(DigestScene.Payload(At));
        await scene.DrainAsync();

        var dead = (await scene.DeadAsync()).ShouldHaveSingleItem();
        dead["original_stream"].ShouldBe(scene.Options.Stream);
        dead["original_message_id"].ShouldBe(id);
        dead["failed_at"].ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$");
        dead["retry_count"].ShouldBe("1");
        dead["error_class"].ShouldBe("RejectedException");
        dead["error"].ShouldContain("no JSON");
        (dead["server_id"], dead["payload"], dead["timestamp"]).ShouldBe(("srv", "{ no json", "2025-11-07T22:30:45Z"));
        (await scene.NodesAsync()).ShouldBe(1);
        scene.Log.Lines.ShouldContain($"Moved poison messages to dead letter queue | count=1 messageIds={id}");
        scene.Log.Lines.ShouldContain(line => line.Contains("failed at attempt 1", StringComparison.Ordinal) && line.Contains("serverId=srv", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_without_server_or_payload_is_a_dead_letter()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.AddAsync(DigestScene.Payload(At), serverId: null);
        await scene.AddAsync(payload: null);
        await scene.DrainAsync();

        (await scene.DeadAsync()).Select(d => d["error"]).ShouldBe(["Field server_id is missing.", "Field payload is missing."], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_hundred_failing_messages_don_t_hold_up_the_good_ones_behind_them()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        scene.Options = scene.Options with { RetryDelay = TimeSpan.FromMinutes(5) };
        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots ADD CHECK (num_procs < 3)");
        await scene.AddAsync(Enumerable.Range(0, 200).Select(i => ("bad", DigestScene.Payload(At.AddSeconds(i), processes: 3))));
        await scene.AddAsync(Enumerable.Range(0, 300).Select(i => ("good", DigestScene.Payload(At.AddSeconds(i)))));
        using var stop = new CancellationTokenSource();
        var running = scene.Digest().RunAsync(stop.Token);
        await Until.TrueAsync("all good ones are stored", async () => await scene.NodesAsync() == 300);
        await stop.CancelAsync();
        await running;

        (await scene.LengthAsync()).ShouldBe(200);
        (await scene.DeadAsync()).ShouldBeEmpty();
        (await scene.ScalarAsync<long>("SELECT count(*) FROM admiral.metrics WHERE server_id = 'bad'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_pending_entry_that_somebody_deleted_holds_up_nothing()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        var ghost = await scene.AddAsync(DigestScene.Payload(At));
        await scene.Redis.CallAsync(new RedisCommand("XGROUP", "CREATE", scene.Options.Stream, scene.Options.Group, "0"), default);
        await scene.Redis.CallAsync(new RedisCommand("XREADGROUP", "GROUP", scene.Options.Group, "gone", "COUNT", 1, "STREAMS", scene.Options.Stream, ">"), default);
        await scene.Redis.CallAsync(new RedisCommand("XDEL", scene.Options.Stream, ghost), default);
        await scene.AddAsync(DigestScene.Payload(At.AddSeconds(1)));
        await scene.DrainAsync();

        (await scene.NodesAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_replayed_letter_goes_through_exactly_once_when_its_cause_is_gone()
    {
        await using var scene = await DigestScene.CreateAsync(servers);
        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots ADD CONSTRAINT few CHECK (num_procs < 3)");
        await scene.AddAsync(DigestScene.Payload(At, processes: 3));
        await scene.DrainAsync();
        (await scene.DeadAsync()).ShouldHaveSingleItem()["retry_count"].ShouldBe("5");

        await scene.ExecuteAsync("ALTER TABLE admiral.process_snapshots DROP CONSTRAINT few");
        var home = new DeadStreamHome(scene.Redis, new DeadStreamOptions(scene.Options.DeadStream, scene.Options.Stream, DigestServices.PipelineName));
        for (var i = 0; i < 2; i++)
            await home.ReplayAsync(new ReplayRequest(new LetterFilter(), "tester", null, StopOnFailure: false), _ => { }, default);
        await scene.DrainAsync();

        (await scene.DeadAsync()).ShouldBeEmpty();
        (await scene.NodesAsync()).ShouldBe(1);
        (await scene.ProcessesAsync()).ShouldBe(3);
    }

    [Fact, Trait("Size", "Long")]
    public async Task A_hundred_thousand_mutated_payloads_are_each_stored_or_a_dead_letter_with_a_reason()
    {
        const int count = 100_000;
        await using var scene = await DigestScene.CreateAsync(servers);
        var chance = new Random(20251107);
        await scene.AddAsync(Enumerable.Range(0, count).Select(i => ($"server-{i}", Mutated(i, chance))));
        scene.Options = scene.Options with { BatchSize = 1_000 };
        await scene.DrainAsync();

        var dead = await scene.DeadAsync();
        var stored = await scene.ScalarAsync<long>($"""
            SELECT count(*) FROM (SELECT server_id FROM {scene.Tables.Metrics} UNION SELECT server_id FROM {scene.Tables.Processes}) s
            """);
        dead.ShouldAllBe(letter => letter["error"].Length > 0 && letter["error_class"] == "RejectedException");
        // Mutated into a payload without a snapshot: there was nothing to store.
        (stored + dead.Count + Empty(count)).ShouldBe(count);
        TestContext.Current.SendDiagnosticMessage($"{stored} stored, {dead.Count} dead letters");
    }

    private static int Empty(int count)
    {
        var chance = new Random(20251107);
        var empty = 0;
        for (var i = 0; i < count; i++)
        {
            try
            {
                var payload = PayloadReader.Read(new MetricMessage("s", Mutated(i, chance), default));
                empty += payload.Nodes.Count + payload.Processes.Count == 0 ? 1 : 0;
            }
            catch (RejectedException)
            {
                // A dead letter.
            }
        }

        return empty;
    }

    // Bytes changed, cut out, put in, doubled, or the end cut off; every tenth stays whole.
    private static byte[] Mutated(int i, Random chance)
    {
        var bytes = DigestScene.Payload(At.AddSeconds(i)).ToList();
        for (var times = i % 10; times > 0; times -= 3)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(5))
            {
                case 0:
                    bytes[at] = (byte)chance.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(chance.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.Insert(at, (byte)"{}[]\",:0e-\\n"[chance.Next(12)]);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(chance.Next(1, 40), bytes.Count - at)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }

            if (bytes.Count == 0)
                bytes.AddRange(Encoding.UTF8.GetBytes("null"));
        }

        return [.. bytes];
    }
}
