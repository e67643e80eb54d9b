using System.Data.Common;
using System.Text;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>A process that only sends: alone, in transactions that end late or are taken back, under ids that show up late.</summary>
internal sealed class Sender : IDisposable
{
    public const string SentLate = nameof(SentLate);
    public const string RolledBack = nameof(RolledBack);
    public const string ShownLate = nameof(ShownLate);
    public const string SentTwice = nameof(SentTwice);
    public const string SendFailed = nameof(SendFailed);

    private readonly World world;
    private readonly SimulatedProcess process;
    private readonly Store store;

    public Sender(World world)
    {
        this.world = world;
        process = world.Simulation.Start("sender");
        Line = new Line(process, world.Chance, world.Tally, world.Writers, () => { }, world.Told is null ? null : what => world.Tell("sender", what)) { Chances = world.Chances };
        var real = new SqliteStore(world.File.Url, process.Clock, new SqliteOptions { TimeIsGiven = true });
        store = new LineStore(real, Line);
    }

    public Line Line { get; }

    /// <summary>Sends messages in one of many ways; ends when that is done or has failed.</summary>
    public Task SendAsync(IReadOnlyList<string> names) => process.Start(async () =>
    {
        Line.Enter(Phase.Send);
        try
        {
            await SendInSomeWayAsync(names);
        }
        catch (DbException)
        {
            world.Tally.Add(SendFailed);
        }
        catch (InvalidOperationException)
        {
            world.Tally.Add(SendFailed);
        }
    });

    /// <summary>Sends messages as they are, at once.</summary>
    public Task SendAsync(params IReadOnlyList<Message> messages) => process.Start(async () =>
    {
        foreach (var message in messages.Where(m => m.Key is not null))
            world.Keys[Encoding.UTF8.GetString(message.Body.Span)] = message.Key!;
        await new Queues(store).SendAsync(World.Queue, messages, default);
    });

    public static Message Named(string name, string? key = null) => new(Encoding.UTF8.GetBytes(name)) { Key = key };

    public void Dispose()
    {
        Line.Cut();
        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private Task SendInSomeWayAsync(IReadOnlyList<string> names) => world.Chance.Next(12) switch
    {
        0 or 1 => InTransactionAsync(names, commit: true),
        2 => InTransactionAsync(names, commit: false),
        3 or 4 => ShowLateAsync(names),
        5 => SendTwiceAsync(names),
        _ => SendAloneAsync([.. names.Select(n => MessageOf(n))]),
    };

    private async Task SendAloneAsync(IReadOnlyList<Message> messages)
    {
        var added = await new Queues(store).SendAsync(World.Queue, messages, default);
        var there = world.File.Added(messages.Select(m => Encoding.UTF8.GetString(m.Body.Span)));
        if (added != messages.Count || there != added)
            world.Violated($"{messages.Count} were sent, {added} added, {there} came.");
    }

    private async Task SendTwiceAsync(IReadOnlyList<string> names)
    {
        world.Tally.Add(SentTwice);
        var messages = names.Select(n => MessageOf(n) with { UniqueKey = n }).ToList();
        // In one transaction: in between, the first could be done with.
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        var first = await new Queues(store).SendAsync(transaction, World.Queue, messages, default);
        var again = await new Queues(store).SendAsync(transaction, World.Queue, messages, default);
        await transaction.CommitAsync();
        if (first != messages.Count || again != 0)
            world.Violated($"Of {messages.Count} with unique keys {first} were added, and then {again}.");
    }

    private async Task InTransactionAsync(IReadOnlyList<string> names, bool commit)
    {
        world.Tally.Add(commit ? SentLate : RolledBack);
        await using var connection = await store.OpenAsync(default);
        await using var transaction = await store.BeginAsync(connection, default);
        await new Queues(store).SendAsync(transaction, World.Queue, [.. names.Select(n => MessageOf(n))], default);
        await Task.Delay(TimeSpan.FromSeconds(world.Chance.NextDouble() * 6), process.Clock);
        if (commit)
            await transaction.CommitAsync();
        else
            await transaction.RollbackAsync();
    }

    /// <summary>As where a transaction got its ids early and commits late: others have claimed above them meanwhile.</summary>
    private async Task ShowLateAsync(IReadOnlyList<string> names)
    {
        world.Tally.Add(ShownLate);
        long last;
        await using (var connection = await store.OpenAsync(default))
        {
            last = await connection.Command(
                "UPDATE sqlite_sequence SET seq = seq + @count WHERE name = 'penstock_messages' RETURNING seq", ("count", names.Count)).ScalarAsync<long>(default);
        }

        if (last == 0)
            return;

        await Task.Delay(TimeSpan.FromSeconds(world.Chance.NextDouble() * 8), process.Clock);
        await using var later = await store.OpenAsync(default);
        for (var i = 0; i < names.Count; i++)
        {
            string? key = world.Plan.IsKeyed && world.Chance.Next(2) == 0 ? names[i] : null;
            await later.Command(
                $"""
                INSERT INTO penstock_messages (id, queue, bucket, key, body, enqueued_at)
                VALUES (@id, @queue, @bucket, @key, CAST(@name AS BLOB), {store.Dialect.Now})
                """,
                ("id", last - i), ("queue", World.Queue), ("bucket", key is null ? null : Bucket.Of(key)), ("key", key), ("name", names[i])).RunAsync(default);
        }
    }

    private Message MessageOf(string name)
    {
        var message = new Message(Encoding.UTF8.GetBytes(name));
        if (world.Chance.Next(6) == 0)
            message = message with { Delay = TimeSpan.FromSeconds(world.Chance.NextDouble() * 10) };
        if (!world.Plan.IsKeyed || world.Chance.Next(4) == 0)
            return message;

        // Behind one that was sent with a delay its key does not wait.
        var key = $"k{world.Chance.Next(world.Plan.Keys)}";
        if (message.Delay == TimeSpan.Zero)
            world.Keys[name] = key;
        return message with { Key = key };
    }
}
