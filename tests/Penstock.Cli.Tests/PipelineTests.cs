using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Penstock.Dev;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

public sealed class PipelineTests
{
    [Fact]
    public async Task A_pipeline_is_paused_limited_and_resumed_and_the_log_says_by_whom()
    {
        await using var scene = await Scene.CreateAsync();
        var paused = await scene.RunAsync("pipeline", "pause", "emails", "--why", "lunch", "--wait");
        paused.Output.ShouldBe($"emails: paused is wanted (generation 1); paused on 1 of 1, 0 in hand.{Environment.NewLine}");
        paused.Error.ShouldContain("penstock: emails: paused on 1 of 1, 0 in hand");
        paused.Code.ShouldBe(0);
        (await scene.RunAsync("pipeline", "list")).Output.ShouldContain("paused on 1 of 1");

        (await scene.RunAsync("pipeline", "limit", "emails", "30/min", "--wait")).Output.ShouldContain("paused, limit 0.5/s is wanted");
        (await scene.RunAsync("pipeline", "drain", "emails", "--wait")).Output.ShouldContain("drained on 1 of 1");
        (await scene.RunAsync("pipeline", "resume", "emails", "--wait")).Output.ShouldContain("running on 1 of 1");
        (await scene.RunAsync("pipeline", "limit", "emails", "off")).Code.ShouldBe(0);
        var shown = await scene.RunAsync("pipeline", "show", "emails");
        shown.Output.ShouldContain("wanted: running, generation 5");
        shown.Output.ShouldContain($"{Environment.MachineName}/{Environment.ProcessId}");

        var lines = (await scene.RunAsync("audit", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        lines.Select(l => l.GetProperty("action").GetString()).ShouldBe(["limit", "resume", "drain", "limit", "pause"]);
        lines[^1].GetProperty("why").GetString().ShouldBe("lunch");
        lines[^1].GetProperty("who").GetString().ShouldBe($"ada@{Environment.MachineName}");
        lines[^2].GetProperty("details").GetString().ShouldBe("0.5/s");
    }

    [Fact]
    public async Task Who_does_not_obey_in_time_is_a_failure()
    {
        await using var scene = await Scene.CreateAsync();
        await scene.SqlAsync("INSERT INTO penstock_owners (id, name, started_at, expires_at) VALUES (99, 'stuck/1', '2020-01-01', '9999-01-01')");
        await scene.SqlAsync("INSERT INTO penstock_replicas VALUES ('emails', 99, 'stuck/1', 0, 'running', 0, '2020-01-01')");
        var run = await scene.RunAsync("pipeline", "pause", "emails", "--wait", "--timeout", "3s");
        run.Output.ShouldContain("paused on 1 of 2");
        run.Code.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_name_gets_the_near_one()
    {
        await using var scene = await Scene.CreateAsync();
        (await scene.RunAsync("pipeline", "pause", "emials")).ShouldRefuse(
            $"PIPELINE is 'emials', and no such pipeline has run on {scene.Url}: did you mean emails?");
        (await scene.RunAsync("pipeline", "show", "somethingelse")).Error.ShouldContain("emails is known.");
    }

    [Theory]
    [InlineData("100")]
    [InlineData("0/s")]
    [InlineData("-1/s")]
    [InlineData("1/day")]
    [InlineData("")]
    public async Task A_limit_has_its_unit(string rate)
    {
        await using var scene = await Scene.CreateAsync();
        (await scene.RunAsync("pipeline", "limit", "emails", rate)).ShouldRefuse(
            $"RATE is '{rate}': a number above 0 with its unit, such as 100/s, 30/min or 500/h, is allowed, or off.");
    }

    [Fact]
    public async Task A_store_without_the_tables_says_how_to_get_them()
    {
        using var folder = new TemporaryFolder();
        var run = await CommandLine.RunAsync(folder, "pipeline", "list", "--db", folder.Url);
        run.Error.ShouldContain("penstock db migrate");
        run.Code.ShouldBe(2);
    }

    private sealed class Scene : IAsyncDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly SqliteStore store;
        private IHost host = null!;

        private Scene() => store = new SqliteStore(StoreUrl.Parse(folder.Url), TimeProvider.System);

        public string Url => store.Display;

        public static async Task<Scene> CreateAsync()
        {
            var scene = new Scene();
            await new Migrator(scene.store).ApplyAsync([OwnerSchema.Set, ControlSchema.Set], default);
            scene.host = new HostBuilder().ConfigureServices(services => services.AddControl(scene.store)
                .AddPipeline("emails", p => p.From(_ => new NothingToDo()).Each<Delivery>(d => d, _ => new NothingToDo()))).Build();
            await scene.host.StartAsync();
            await Until.TrueAsync("it runs", async () => (await scene.RunAsync("pipeline", "list")).Output.Contains("running on 1 of 1", StringComparison.Ordinal));
            return scene;
        }

        public Task<CommandLine> RunAsync(params string[] args) =>
            CommandLine.RunAsync(folder, new() { ["PENSTOCK_DB"] = folder.Url, ["USER"] = "ada" }, args);

        public async Task SqlAsync(string sql)
        {
            await using var connection = await store.OpenAsync(default);
            await connection.Command(sql).RunAsync(default);
        }

        public async ValueTask DisposeAsync()
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
            await store.DisposeAsync();
            folder.Dispose();
        }
    }

    private sealed class NothingToDo : ISource, IHandler<Delivery>
    {
        public Can Can => Can.None;

        public async ValueTask<Batch> ReceiveAsync(int max, CancellationToken stopping)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, stopping);
            return Batch.Empty;
        }

        public ValueTask<IReadOnlyList<Delivery>> SettleAsync(Batch batch, IReadOnlyList<Verdict> verdicts, CancellationToken giveUp) => new([]);

        public ValueTask ExtendAsync(IReadOnlyCollection<Delivery> held, CancellationToken giveUp) => default;

        public ValueTask HandleAsync(Delivery message, Delivery delivery, CancellationToken giveUp) => default;

        public ValueTask DisposeAsync() => default;
    }
}
