using System.Net;
using System.Text.Json;
using Penstock.Dev;

namespace Penstock.EndToEnd.Tests;

/// <summary><c>run digest</c> as an operator starts it: killed, frozen and stopped by the system, its servers gone and back.</summary>
public sealed class DigestProcessTests(PostgresServer server)
{
    private const int Some = 20;

    [Fact]
    public async Task Killed_between_commit_and_acknowledgement_it_stores_nothing_twice()
    {
        await using var scene = await DigestScene.CreateAsync(server);
        await scene.AddAsync(0, Some);
        await using (var victim = scene.Start().Process)
        {
            await using (await scene.HoldTablesAsync())
            {
                await scene.WritersWaitAsync();
                // Redis takes no write from here on: the commit goes through, and its acknowledgement does not.
                await scene.Redis.CliAsync("CLIENT", "PAUSE", "60000", "WRITE");
            }

            await scene.StoredAsync(Some);
            (await scene.PendingAsync())[0].ShouldBe($"{Some}");
            await victim.SignalAsync("KILL");
            (await victim.ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);
        }

        await scene.Redis.CliAsync("CLIENT", "UNPAUSE");
        await using var next = scene.Start().Process;
        await scene.DrainedAsync();

        await scene.ShouldBeStoredOnceAsync(Some);
        (await next.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Frozen_past_its_lease_with_rows_written_and_not_committed_it_loses_and_doubles_nothing()
    {
        await using var scene = await DigestScene.CreateAsync(server);
        await scene.AddAsync(0, Some);
        await using var zombie = scene.Start().Process;
        await using (await scene.HoldTablesAsync())
        {
            await scene.WritersWaitAsync();
            await zombie.SignalAsync("STOP");
        }

        await using var other = scene.Start().Process;
        await scene.DrainedAsync();
        await scene.ShouldBeStoredOnceAsync(Some);
        (await other.StopAsync()).ShouldBe(0);

        await zombie.SignalAsync("CONT");
        await scene.AddAsync(Some, Some);
        await scene.DrainedAsync();
        await scene.ShouldBeStoredOnceAsync(2 * Some);
        (await zombie.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Told_to_stop_with_messages_in_flight_it_ends_in_order()
    {
        await using var scene = await DigestScene.CreateAsync(server);
        await scene.AddAsync(0, Some);
        await using (var stopped = scene.Start().Process)
        {
            await using (await scene.HoldTablesAsync())
            {
                await scene.WritersWaitAsync();
                await stopped.SignalAsync("TERM");
            }

            (await stopped.ExitAsync()).ShouldBe(0);
        }

        // Nothing is left behind in a dead consumer's hands: what it had is stored, or free for the next at once.
        (await scene.PendingAsync())[0].ShouldBe("0");
        await scene.DrainedAsync();
        await scene.ShouldBeStoredOnceAsync(Some);
    }

    [Fact]
    public async Task Health_metrics_and_logs_tell_what_is_away()
    {
        await using var scene = await DigestScene.CreateAsync(server);
        var (worker, port) = scene.Start();
        await using var started = worker;
        await Until.TrueAsync("it is healthy", async () => await scene.TryHealthAsync(port) == HttpStatusCode.OK);
        var (_, well) = await scene.HealthAsync(port);
        well.GetProperty("status").GetString().ShouldBe("healthy");
        well.GetProperty("checks").GetProperty("database").GetProperty("status").GetString().ShouldBe("pass");
        well.GetProperty("checks").GetProperty("valkey").GetProperty("status").GetString().ShouldBe("pass");
        well.GetProperty("metadata").GetProperty("service").GetString().ShouldBe("digest-worker");
        (await scene.MetricAsync(port, "digest_circuit_breaker_state")).ShouldBe("0");

        await scene.Redis.KillAsync();
        await Until.TrueAsync("it is unhealthy", async () => await scene.TryHealthAsync(port) == HttpStatusCode.ServiceUnavailable);
        var (_, ill) = await scene.HealthAsync(port);
        ill.GetProperty("status").GetString().ShouldBe("unhealthy");
        ill.GetProperty("checks").GetProperty("valkey").GetProperty("status").GetString().ShouldBe("fail");
        ill.GetProperty("checks").GetProperty("valkey").GetProperty("message").GetString().ShouldNotBeNull().ShouldNotContain("s3cret");
        await Until.TrueAsync("the breaker is open", async () => await scene.MetricAsync(port, "digest_circuit_breaker_state") is "1" or "2");

        await scene.Redis.StartAsync();
        await Until.TrueAsync("it is healthy again", async () => await scene.TryHealthAsync(port) == HttpStatusCode.OK);
        await scene.AddAsync(0, Some);
        await scene.DrainedAsync();
        await Until.TrueAsync("it is counted", async () => await scene.MetricAsync(port, "digest_messages_processed_total") == $"{Some}");
        (await scene.MetricAsync(port, "digest_circuit_breaker_state")).ShouldBe("0");
        await Until.TrueAsync("the depth is known", async () => await scene.MetricAsync(port, "digest_queue_depth") == "0");
        (await worker.StopAsync()).ShouldBe(0);
        foreach (var line in worker.Lines("").Concat(worker.LogLines()))
        {
            var entry = JsonDocument.Parse(line).RootElement;
            (entry.TryGetProperty("time", out _) && entry.TryGetProperty("level", out _) && entry.TryGetProperty("msg", out _)).ShouldBeTrue(line);
        }
    }
}
