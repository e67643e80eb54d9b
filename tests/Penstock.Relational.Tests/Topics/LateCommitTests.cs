using System.Collections.Concurrent;
using System.Globalization;

namespace Penstock.Relational.Tests;

/// <summary>Ids are given before their commit: what commits late appears below what was read already.</summary>
public sealed class LateCommitTests(PostgresServer server)
{
    [Fact]
    public async Task What_commits_late_arrives_once_and_nobody_waits_for_it()
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        var source = scene.Read("group");
        await using var connection = await scene.Store.OpenAsync(default);
        await using var slow = await scene.Store.BeginAsync(connection, default);
        await scene.Topics.AppendAsync(slow, TopicScene.Topic, TopicScene.Texts(0, 200), default);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(200, 200), default);

        var early = await TopicScene.DrainAsync(source);
        await slow.CommitAsync();
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(400, 1), default);
        var late = await TopicScene.DrainAsync(source);

        early.Select(TopicScene.TextOf).ShouldBe(Numbers(200, 200), ignoreOrder: true);
        late.Select(TopicScene.TextOf).ShouldBe([.. Numbers(0, 200), "400"], ignoreOrder: true);
        (await TopicScene.DrainAsync(source)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_open_when_a_group_began_at_the_end_is_not_behind_it()
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 100), default);
        await using var connection = await scene.Store.OpenAsync(default);
        await using var slow = await scene.Store.BeginAsync(connection, default);
        await scene.Topics.AppendAsync(slow, TopicScene.Topic, TopicScene.Texts(100, 100), default);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(200, 100), default);

        await scene.Topics.AddGroupAsync(TopicScene.Topic, "group", TopicStart.End, default);
        await slow.CommitAsync();

        (await TopicScene.DrainAsync(scene.Read("group"))).Select(TopicScene.TextOf).ShouldBe(Numbers(100, 100), ignoreOrder: true);
    }

    [Fact]
    public async Task What_commits_late_is_kept_until_it_was_read()
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        var source = scene.Read("group");
        await using var owner = new Owner(scene.Store, scene.Database.Clock);
        await using var retention = new TopicRetention(scene.Store, owner, scene.Database.Clock, new KeepOptions { Keep = TimeSpan.FromTicks(10) });
        await using var connection = await scene.Store.OpenAsync(default);
        await using var slow = await scene.Store.BeginAsync(connection, default);
        await scene.Topics.AppendAsync(slow, TopicScene.Topic, TopicScene.Texts(0, 100), default);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(100, 100), default);
        await TopicScene.DrainAsync(source);
        await slow.CommitAsync();

        (await retention.RunAsync(default)).ShouldBe(100);
        (await TopicScene.DrainAsync(source)).Count.ShouldBe(100);
        (await retention.RunAsync(default)).ShouldBe(100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Appenders_that_overlap_and_roll_back_at_random_lose_and_double_nothing(int seed)
    {
        await using var scene = await TopicScene.CreateAsync("postgresql", server);
        TopicSource[] sources = [scene.Read("group"), scene.Read("group")];
        var committed = new ConcurrentBag<string>();
        var some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // One at least is late for sure: something above it was read before it is committed.
        await using var connection = await scene.Store.OpenAsync(default);
        await using var slow = await scene.Store.BeginAsync(connection, default);
        await scene.Topics.AppendAsync(slow, TopicScene.Topic, TopicScene.Texts(0, 200), default);
        var appending = Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(() => AppendAsync(scene, writer, seed, committed))));
        var reading = Task.WhenAll(sources.Select(s => Task.Run(() => ReadUntilAsync(s, appending, some))));
        await some.Task;
        await slow.CommitAsync();
        foreach (var text in Numbers(0, 200))
            committed.Add(text);
        var came = await reading;
        await appending;

        var all = came.SelectMany(c => c).Concat(await TopicScene.DrainAsync(sources[0])).ToList();

        // In order, since thousands without one are compared each with each.
        all.Select(TopicScene.TextOf).Order(StringComparer.Ordinal).ShouldBe(committed.Order(StringComparer.Ordinal));
        var places = await scene.Database.ListAsync("SELECT id, bucket FROM penstock_topic_messages", r => (r.GetInt64(0), r.GetInt32(1)));
        Late(all, places.ToDictionary(p => p.Item1, p => p.Item2)).ShouldBeGreaterThan(0, "no commit came late: nothing was tested");
    }

    private static async Task AppendAsync(TopicScene scene, int writer, int seed, ConcurrentBag<string> committed)
    {
        var random = new Random((seed * 100) + writer);
        for (var turn = 0; turn < 40; turn++)
        {
            await using var connection = await scene.Store.OpenAsync(default);
            await using var transaction = await scene.Store.BeginAsync(connection, default);
            var texts = new List<string>();
            for (var statement = random.Next(1, 6); statement > 0; statement--)
            {
                string[] some = [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => $"{writer}.{turn}.{statement}.{i}")];
                await scene.Topics.AppendAsync(transaction, TopicScene.Topic, [.. some.Select(t => TopicScene.Text(t))], default);
                texts.AddRange(some);
            }

            if (random.Next(5) == 0)
            {
                await transaction.RollbackAsync();
                continue;
            }

            await transaction.CommitAsync();
            texts.ForEach(committed.Add);
        }
    }

    private static async Task<List<Delivery>> ReadUntilAsync(TopicSource source, Task appending, TaskCompletionSource some)
    {
        var all = new List<Delivery>();
        while (!(appending.IsCompleted && some.Task.IsCompleted))
        {
            all.AddRange(await TopicScene.TakeAsync(source, 50));
            // Of every bucket, that of the late ones too.
            if (all.Count >= 10 * Bucket.Count)
                some.TrySetResult();
        }

        return all;
    }

    // A message that came into the queue behind one with a higher id of the same bucket.
    private static int Late(List<Delivery> all, Dictionary<long, int> buckets)
    {
        var highest = new long[Bucket.Count];
        var late = 0;
        foreach (var delivery in all.Cast<QueueDelivery>().OrderBy(d => d.Id))
        {
            var id = long.Parse(delivery.Headers[TopicSource.IdHeader], CultureInfo.InvariantCulture);
            late += id < highest[buckets[id]] ? 1 : 0;
            highest[buckets[id]] = Math.Max(id, highest[buckets[id]]);
        }

        return late;
    }

    private static IEnumerable<string> Numbers(int from, int count) =>
        Enumerable.Range(from, count).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
