using System.Globalization;
using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>A fresh database with topics, and processes that read them without waiting.</summary>
internal sealed class TopicScene : IAsyncDisposable
{
    public const string Topic = "events";

    private static readonly OwnerOptions Owners = new() { Lease = TimeSpan.FromMinutes(10) };
    private static readonly QueueOptions NoWaits = new() { PollEvery = TimeSpan.Zero, SweepEvery = TimeSpan.Zero };

    private readonly List<IAsyncDisposable> opened = [];

    private TopicScene(DatabaseUnderTest database)
    {
        Database = database;
        Store = database.Open();
        Topics = new Topics(Store);
    }

    public DatabaseUnderTest Database { get; }

    public Store Store { get; }

    public Topics Topics { get; }

    public static async Task<TopicScene> CreateAsync(string kind, PostgresServer server) =>
        new(await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set, TopicSchema.Set, InboxSchema.Set));

    public static Message Text(string text, string? key = null) => new(Encoding.UTF8.GetBytes(text)) { Key = key };

    public static Message[] Texts(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => Text(i.ToString(CultureInfo.InvariantCulture)))];

    public static string TextOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public TopicSource Read(string group, TopicStart start = TopicStart.Beginning, int readAhead = 2_000) =>
        OpenProcess(group, new TopicOptions { Start = start, ReadAhead = readAhead, Queue = NoWaits }).Source;

    /// <summary>A source with the owner it lives by.</summary>
    public (TopicSource Source, Owner Owner) OpenProcess(string group, TopicOptions? options = null)
    {
        var store = Database.Open();
        var owner = new Owner(store, Database.Clock, Owners);
        var source = new TopicSource(store, owner, Topic, group, TimeProvider.System, options ?? new TopicOptions { Queue = NoWaits });
        opened.Add(source);
        opened.Add(owner);
        return (source, owner);
    }

    /// <summary>An orderly end of a process.</summary>
    public async Task CloseAsync((TopicSource Source, Owner Owner) process)
    {
        IAsyncDisposable[] both = [process.Source, process.Owner];
        foreach (var one in both)
        {
            opened.Remove(one);
            await one.DisposeAsync();
        }
    }

    /// <summary>Receives and completes until so many have come, or very long none, and then nothing twice in a row.</summary>
    public static async Task<List<Delivery>> DrainAsync(ISource source, int max = 100, int atLeast = 0, Action? meanwhile = null)
    {
        var all = new List<Delivery>();
        for (var empty = 0; empty < (all.Count < atLeast ? 20_000 : 2);)
        {
            var some = await TakeAsync(source, max);
            empty = some.Count == 0 ? empty + 1 : 0;
            all.AddRange(some);
            meanwhile?.Invoke();
        }

        return all;
    }

    /// <summary>One batch, completed.</summary>
    public static async Task<IReadOnlyList<Delivery>> TakeAsync(ISource source, int max = 100)
    {
        await using var batch = await source.ReceiveAsync(max, default);
        await source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, Settlement.Complete.Instance))], default);
        return batch.Items;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in opened)
            await one.DisposeAsync();
        await Database.DisposeAsync();
    }
}
