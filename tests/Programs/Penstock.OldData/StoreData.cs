using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Penstock.Relational;
using Penstock.Workers.Chat;
using Penstock.Workers.Digest;
using Penstock.Workers.Marker;

namespace Penstock.OldData;

/// <summary>Everything that a store can hold, written by the adapters and workers themselves wherever they write it.</summary>
#pragma warning disable CA1001 // Its process dies with all that it holds: nothing may be handed back.
internal sealed class StoreData(Store store)
#pragma warning restore CA1001
{
    // Far beyond the making of the data, and long over when it is used.
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);
    private static readonly QueueOptions Eager = new() { PollAtFirst = TimeSpan.Zero, PollEvery = TimeSpan.Zero, SweepEvery = TimeSpan.Zero };

    private readonly Owner owner = new(store, TimeProvider.System);
    private readonly Queues queues = new(store);
    private readonly SqlDeadLetters letters = new(store);

    public async Task FillAsync()
    {
        await new Migrator(store).ApplyAsync(
            [.. RuntimeSchema.Sets, .. MarkerSchema.Sets(new MarkerOptions()), .. DigestSchema.Sets, ChatSchema.Set], default);
        await RunAsync("CREATE TABLE done (name TEXT NOT NULL)");
        await StepAsync(MarkAsync);
        await StepAsync(DigestAsync);
        await StepAsync(ChatAsync);
        await StepAsync(ControlAsync);
        await StepAsync(TopicsAsync);
        await StepAsync(OutboxAsync);
        await StepAsync(InboxAsync);
        await StepAsync(JobsAsync);
        await StepAsync(DieAsync);
    }

    private async Task StepAsync(Func<Task> step)
    {
        await Console.Error.WriteLineAsync($"{store.Dialect.Name}: {step.Method.Name}");
        await step();
    }

    private async Task JobsAsync()
    {
        var source = new QueueSource(store, owner, "jobs", TimeProvider.System, Eager, new Parking("work", letters));
        await SendAsync("jobs", Text("done-1"), Text("done-2"), Text("done-3", "done"));
        await source.SettleAsync(3, _ => Settlement.Complete.Instance);
        foreach (var done in new[] { "done-1", "done-2", "done-3" })
            await RunAsync("INSERT INTO done VALUES (@name)", ("name", done));

        await SendAsync("jobs", Text("failed-1"));
        await source.SettleAsync(1, _ => new Settlement.Retry(Soon, new Reason("TimeoutException", "It took too long.")));
        await SendAsync("jobs", Text("dead-1"), Text("dead-2", "dead"), Text("gone-1"), Text("again-1"), Text("again-2"), Text("again-3"));
        await source.SettleAsync(6, body => new Settlement.DeadLetter(new Reason("RejectedException", $"Refused is {body}.")));
        await source.DisposeAsync();

        var replays = new Replays(store, TimeProvider.System);
        await new SqlDeadLetterHome(store, replays).DiscardAsync(new LetterFilter { Match = "gone-" }, "ada", _ => { }, default);
        using var stop = new CancellationTokenSource();
        var replay = await replays.CreateAsync(new ReplayRequest(new LetterFilter { Match = "again" }, "ada", Rate: 0.5), default);
        await replays.RunAsync(replay.Id!.Value, progress => Stop(progress, stop), stop.Token);
    }

    private static void Stop(Replay progress, CancellationTokenSource stop)
    {
        if (progress.Done > 0)
            stop.Cancel();
    }

    // Another process, which has some in its hands when it dies, of keys and without.
    private async Task DieAsync()
    {
        await SendAsync("jobs", Text("late-1") with { Delay = TimeSpan.FromDays(36_500) }, Text("soon-1") with { Delay = Soon });
        await SendAsync("jobs", Text("free-1"), Text("a-1", "a"), Text("a-2", "a"), Text("b-1", "b"), Text("b-2", "b"), Text("c-1", "c"));
        var victim = new QueueSource(store, new Owner(store, TimeProvider.System), "jobs", TimeProvider.System, Eager);
        // A keyed and a keyless turn.
        var held = new List<Delivery>();
        while (held.Count(d => d.Key is not null) < 2 || !held.Exists(d => d.Key is null))
            held.AddRange((await victim.TakeAsync(3)).Items);
        await store.CreateJournal().HoldAsync("work", 0, [.. held.Select(d => d.Origin)], default);
        await SendAsync("jobs", Text("free-2"), Text("a-3", "a"), Text("b-3", "b"));
    }

    private async Task TopicsAsync()
    {
        var topics = new Topics(store);
        await topics.AppendAsync("events", [.. Enumerable.Range(1, 6).Select(i => Text($"e-{i}", i % 2 == 0 ? "even" : "odd"))], default);
        await topics.AddGroupAsync("events", "late", TopicStart.Beginning, default);
        var source = new TopicSource(store, owner, "events", "readers", TimeProvider.System, new TopicOptions { Start = TopicStart.Beginning, Queue = Eager });
        // The first of each key are done; the others are in the group's queue, and what comes then only in the log.
        await using (var batch = await source.TakeAsync())
        {
            await source.SettleAsync(
                batch, [.. batch.Items.Where(d => Sources.Body(d) is "e-1" or "e-2").Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        }

        await source.DisposeAsync();
        await topics.AppendAsync("events", [.. Enumerable.Range(7, 3).Select(i => Text($"e-{i}", i % 2 == 0 ? "even" : "odd"))], default);
    }

    private async Task OutboxAsync()
    {
        await OutAsync("o-1", "o-2");
        var source = new QueueSource(store, owner, Outbox.QueueOf("elsewhere"), TimeProvider.System, Eager);
        await using (var batch = await source.TakeAsync())
        {
            await new QueueSender(store, "arrived").SendAsync(
                [.. batch.Items.Select(d => new OutgoingMessage(d.Body) { Key = d.Key, Headers = d.Headers })], default);
            await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        }

        await source.DisposeAsync();
        await OutAsync("o-3", "o-4");
    }

    private Task OutAsync(params string[] bodies) => InTransactionAsync(transaction => new Outbox(store).SendAsync(
        transaction, "elsewhere", [.. bodies.Select(b => new OutgoingMessage(Sources.Bytes(b)) { Key = "o", Headers = new Dictionary<string, string> { [OutgoingMessage.IdHeader] = b } })], default));

    private Task InboxAsync() => InTransactionAsync(async transaction => await new Inbox(store).FirstAsync(transaction, "work", ["i-1", "i-2"], default));

    // Pipelines that operators have paused and limited, and a replica of them that dies.
    private async Task ControlAsync()
    {
        var control = new ControlStore(store);
        var ada = new Operator("ada", "the printer is being repaired");
        var did = new TaskCompletionSource();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(store.Faults);
        services.AddControl(store);
        foreach (var name in new[] { "paused", "limited" })
        {
            services.AddPipeline(name, pipeline => pipeline
                .From(s => new QueueSource(store, s.GetRequiredService<Owner>(), name, TimeProvider.System, Eager, new Parking(name, letters)))
                .Journal(_ => store.CreateJournal()).DeadLetters(_ => letters).Probe(_ => store)
                .Each(Sources.Body, (_, _, _) => Did(did)));
        }

        foreach (var started in services.BuildServiceProvider().GetServices<IHostedService>())
            await started.StartAsync(default);
        await UntilAsync("penstock_replicas", 2);
        await control.SteerAsync("paused", DesiredState.Paused, ada, default);
        await control.LimitAsync("limited", 50, ada, default);
        await UntilAsync("penstock_replicas WHERE generation = 1", 2);
        await SendAsync("paused", Text("p-1"), Text("p-2"));
        await SendAsync("limited", Text("l-1"));
        await did.Task;
        await UntilAsync("penstock_permits", 1);
    }

    private static ValueTask Did(TaskCompletionSource did)
    {
        did.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private async Task MarkAsync()
    {
        await RowsAsync(1, 2);
        await MarkOnceAsync(3);
        await PoisonAsync("3, 4");
        await RowsAsync(3);
        await MarkOnceAsync(1);
        await RowsAsync(4);
        await MarkOnceAsync(3);
        await RunAsync(IsPostgres ? "ALTER TABLE des_source_catalog DROP CONSTRAINT poison" : "DROP TRIGGER poison");
        await RowsAsync(5, 6);
    }

    private async Task MarkOnceAsync(int attempts)
    {
        var options = new MarkerOptions { MaxAgeDays = 0, MaxRetries = attempts, RetryBackoffBase = 1 };
        await using var services = new ServiceCollection().AddLogging().AddMarkerOnly(store, options).BuildServiceProvider();
        using var stop = new CancellationTokenSource();
        await services.GetRequiredService<Pipeline>().RunAsync(stop.Token, once: true);
    }

    private async Task RowsAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            await RunAsync(
                "INSERT INTO des_source_catalog (created_at, source_bucket, source_key) VALUES (@at, 'bucket', @key)",
                ("at", store.Dialect.ToColumn(DateTimeOffset.UnixEpoch.AddDays(20_000))), ("key", $"file-{number}"));
        }
    }

    private Task PoisonAsync(string ids) => RunAsync(IsPostgres
        ? $"ALTER TABLE des_source_catalog ADD CONSTRAINT poison CHECK (des_name IS NULL OR id NOT IN ({ids})) NOT VALID"
        : $"CREATE TRIGGER poison BEFORE UPDATE ON des_source_catalog WHEN NEW.des_name IS NOT NULL AND NEW.id IN ({ids}) BEGIN SELECT RAISE(ABORT, 'poisoned'); END");

    private async Task DigestAsync()
    {
        var prefix = IsPostgres ? "admiral." : "admiral_";
        var at = store.Dialect.ToColumn(DateTimeOffset.UnixEpoch.AddDays(20_000));
        await RunAsync($"INSERT INTO {prefix}servers (server_id, hostname) VALUES ('server-1', 'host-1')");
        await RunAsync($"INSERT INTO {prefix}settings (key, value) VALUES ('retention_enabled', 'false')");
        await RunAsync($"INSERT INTO {prefix}metrics (server_id, timestamp) VALUES ('server-1', @at)", ("at", at));
        await RunAsync(
            $"INSERT INTO {prefix}process_snapshots (server_id, timestamp, process_name, num_procs) VALUES ('server-1', @at, 'init', 1)", ("at", at));
    }

    private async Task ChatAsync()
    {
        await RunAsync("INSERT INTO users (username) VALUES ('user1')");
        await RunAsync("INSERT INTO conversations (name) VALUES ('one')");
        await RunAsync("INSERT INTO conversation_members (conversation_id, user_id) VALUES (1, 1)");
        await EventsAsync(1, 2);
        using (var host = new HostBuilder().ConfigureServices(services => services
            .AddChat(store, new StoreTopics(store)).AddChatOutbox(new OutboxOptions { PollEvery = TimeSpan.FromMilliseconds(50) })).Build())
        {
            await host.StartAsync();
            await UntilAsync("outbox_events WHERE published", 2);
            await host.StopAsync();
        }

        await EventsAsync(3, 4);
    }

    private async Task EventsAsync(params int[] numbers)
    {
        foreach (var number in numbers)
        {
            var id = $"00000000-0000-4000-8000-{number.ToString("d12", CultureInfo.InvariantCulture)}";
            var payload = $$"""
                {"message_id":"{{id}}","conversation_id":1,"sender_id":1,"sender_username":"user1","payload":{"type":"text","content":"message {{number}}"},"channels":["all"],"created_at":"2025-12-02T10:30:00.123456","trace_id":null,"request_id":null}
                """;
            await RunAsync($$"""
                INSERT INTO messages (id, conversation_id, sender_id, payload, channels)
                VALUES ('{{id}}', 1, 1, '{"type":"text","content":"message {{number}}"}', '["all"]')
                """);
            await RunAsync(
                $"INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload) VALUES ('{id}', 'message', '{id}', 'message.created', '{payload.Trim()}')");
        }
    }

    private bool IsPostgres => store.Dialect.Name == "postgresql";

    private static Message Text(string body, string? key = null) => new(Sources.Bytes(body)) { Key = key };

    private async Task SendAsync(string queue, params Message[] messages)
    {
        foreach (var message in messages)
            await queues.SendAsync(queue, message, default);
    }

    private async Task InTransactionAsync(Func<DbTransaction, ValueTask> work)
    {
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        await work(transaction);
        await transaction.CommitAsync();
    }

    private async Task RunAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await store.OpenAsync(default);
        await connection.Command(sql, parameters).RunAsync(default);
    }

    private async Task UntilAsync(string from, int rows)
    {
        await using var connection = await store.OpenAsync(default);
        while (await connection.Command($"SELECT count(*) FROM {from}").ScalarAsync<long>(default) < rows)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }
}
