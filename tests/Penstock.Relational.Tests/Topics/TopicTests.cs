using System.Globalization;

namespace Penstock.Relational.Tests;

public sealed class TopicTests(PostgresServer server)
{
    public static TheoryData<string> Kinds => DatabaseUnderTest.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_group_gets_everything_once(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 300), default);

        var one = await TopicScene.DrainAsync(scene.Read("one"));
        var two = await TopicScene.DrainAsync(scene.Read("two"));

        one.Select(TopicScene.TextOf).ShouldBe(Numbers(0, 300), ignoreOrder: true);
        two.Select(TopicScene.TextOf).ShouldBe(Numbers(0, 300), ignoreOrder: true);
        one[0].Address.ShouldBe("queue:events/one");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_message_comes_with_its_headers_its_topic_and_its_id_in_the_log(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        var bare = TopicScene.Text("bare");
        // What came from another topic and is appended again tells of this one.
        var again = TopicScene.Text("again") with { Headers = new Dictionary<string, string> { ["trace"] = "\"t\" 1", [TopicSource.IdHeader] = "77" } };

        await scene.Topics.AppendAsync(TopicScene.Topic, [bare, again], default);
        var came = (await TopicScene.DrainAsync(scene.Read("group"))).ToDictionary(TopicScene.TextOf, d => d.Headers);

        came["bare"].ShouldBe(new Dictionary<string, string> { [TopicSource.TopicHeader] = "events", [TopicSource.IdHeader] = "1" }, ignoreOrder: true);
        came["again"].ShouldBe(
            new Dictionary<string, string> { ["trace"] = "\"t\" 1", [TopicSource.TopicHeader] = "events", [TopicSource.IdHeader] = "2" }, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Headers_that_are_written_down_and_empty_are_none(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, [TopicScene.Text("bare")], default);
        await scene.Database.ScalarAsync<long>("UPDATE penstock_topic_messages SET headers = '{}' RETURNING id");

        (await TopicScene.DrainAsync(scene.Read("group"))).ShouldHaveSingleItem().Headers
            .ShouldBe(new Dictionary<string, string> { [TopicSource.TopicHeader] = "events", [TopicSource.IdHeader] = "1" }, ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_group_goes_on_where_it_was_after_a_restart(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 100), default);
        var process = scene.OpenProcess("group");
        var before = await TopicScene.TakeAsync(process.Source, 30);
        await scene.CloseAsync(process);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(100, 20), default);

        var after = await TopicScene.DrainAsync(scene.Read("group"));

        before.Count.ShouldBe(30);
        before.Concat(after).Select(TopicScene.TextOf).ShouldBe(Numbers(0, 120), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_group_that_begins_at_the_end_gets_what_is_committed_from_then_on(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 10), default);

        (await scene.Topics.AddGroupAsync(TopicScene.Topic, "late", TopicStart.End, default)).ShouldBeTrue();
        (await scene.Topics.AddGroupAsync(TopicScene.Topic, "late", TopicStart.Beginning, default)).ShouldBeFalse();
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(10, 5), default);

        (await TopicScene.DrainAsync(scene.Read("late"))).Select(TopicScene.TextOf).ShouldBe(Numbers(10, 5), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Three_consumers_share_a_group_and_what_a_dead_one_held_goes_on_elsewhere(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 600), default);
        var (dying, owner) = scene.OpenProcess("group");
        var held = await dying.ReceiveAsync(50, default);
        var (second, third) = (scene.Read("group"), scene.Read("group"));
        var done = new List<Delivery>();
        done.AddRange(await TopicScene.TakeAsync(second, 200));
        done.AddRange(await TopicScene.TakeAsync(third, 200));
        done.Count.ShouldBe(400);

        await scene.Database.ScalarAsync<long>($"DELETE FROM penstock_owners WHERE id = {(await owner.TakeAsync(default)).Id} RETURNING id");
        done.AddRange(await TopicScene.DrainAsync(second, atLeast: 200));

        held.Items.Count.ShouldBe(50);
        done.Select(TopicScene.TextOf).ShouldBe(Numbers(0, 600), ignoreOrder: true);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_buckets_of_a_dead_consumer_go_on_elsewhere_each_key_in_order(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, [.. Enumerable.Range(0, 600).Select(i => TopicScene.Text($"{i}", $"key{i % 20}"))], default);
        var (dying, owner) = scene.OpenProcess("group");
        var survivor = scene.Read("group");
        var done = new List<Delivery>(await TopicScene.TakeAsync(dying, 100));
        var held = await dying.ReceiveAsync(100, default);
        done.AddRange(await TopicScene.TakeAsync(survivor, 100));

        await scene.Database.ScalarAsync<long>($"DELETE FROM penstock_owners WHERE id = {(await owner.TakeAsync(default)).Id} RETURNING id");
        done.AddRange(await TopicScene.DrainAsync(
            survivor, atLeast: 600 - done.Count, meanwhile: () => scene.Database.Clock.Advance(TimeSpan.FromSeconds(2))));

        held.Items.ShouldNotBeEmpty();
        done.Count.ShouldBe(600);
        foreach (var key in done.GroupBy(d => d.Key))
            key.Select(d => int.Parse(TopicScene.TextOf(d), CultureInfo.InvariantCulture)).ShouldBeInOrder();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_group_that_does_not_claim_copies_nothing_and_one_that_does_copies_little_ahead(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "paused", TopicStart.Beginning, default);
        for (var i = 0; i < 10; i++)
            await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(i * 1_000, 1_000), default);
        var source = scene.Read("busy");

        await using (await source.ReceiveAsync(10, default))
            (await QueuedAsync(scene)).ShouldBe(64 * Bucket.Count);

        (await TopicScene.DrainAsync(source, 1_000)).Count.ShouldBe(10_000);
        (await QueuedAsync(scene)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_bucket_whose_messages_pile_up_in_the_queue_is_left_alone(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        var messages = Enumerable.Range(0, 500).Select(i => TopicScene.Text($"a{i}", "a")).Append(TopicScene.Text("b0", "b"));
        Bucket.Of("a").ShouldNotBe(Bucket.Of("b"));
        await scene.Topics.AppendAsync(TopicScene.Topic, [.. messages], default);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "group", TopicStart.Beginning, default);
        var transfer = new Transfer(scene.Store, new TopicGroup(TopicScene.Topic, "group"));
        var ahead = new ReadAhead(scene.Store, "events/group", 100, scene.Database.Clock);

        var moved = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            moved.Add(await transfer.RunAsync(await ahead.FullAsync(default), 64, default));
            ahead.Moved();
            scene.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        moved.ShouldBe([65, 64, 0, 0]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task While_messages_without_a_key_pile_up_in_the_queue_nothing_is_moved(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, TopicScene.Texts(0, 1_000), default);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "group", TopicStart.Beginning, default);
        var transfer = new Transfer(scene.Store, new TopicGroup(TopicScene.Topic, "group"));
        var ahead = new ReadAhead(scene.Store, "events/group", 10, scene.Database.Clock);

        (await transfer.RunAsync(await ahead.FullAsync(default), 2, default)).ShouldBe(128);
        ahead.Moved();
        scene.Database.Clock.Advance(TimeSpan.FromSeconds(1));

        (await transfer.RunAsync(await ahead.FullAsync(default), 2, default)).ShouldBe(0);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_lies_in_the_queue_in_the_order_of_the_log(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await scene.Topics.AppendAsync(TopicScene.Topic, [.. Enumerable.Range(0, 1_000).Select(i => TopicScene.Text($"{i}", $"key{i % 20}"))], default);
        await scene.Topics.AddGroupAsync(TopicScene.Topic, "group", TopicStart.Beginning, default);
        var transfer = new Transfer(scene.Store, new TopicGroup(TopicScene.Topic, "group"));

        while (await transfer.RunAsync([], 7, default) > 0)
        {
        }

        var rows = await scene.Database.ListAsync(
            "SELECT key, body, bucket FROM penstock_messages ORDER BY id", r => (Key: r.GetString(0), Text: BodyOf(r), Bucket: r.GetInt32(2)));
        rows.Count.ShouldBe(1_000);
        rows.ShouldAllBe(r => r.Bucket == Bucket.Of(r.Key));
        foreach (var key in rows.GroupBy(r => r.Key))
            key.Select(r => int.Parse(r.Text, CultureInfo.InvariantCulture)).ShouldBeInOrder();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_appender_that_rolls_back_leaves_nothing(string kind)
    {
        await using var scene = await TopicScene.CreateAsync(kind, server);
        await using (var connection = await scene.Store.OpenAsync(default))
        await using (var transaction = await scene.Store.BeginAsync(connection, default))
        {
            await scene.Topics.AppendAsync(transaction, TopicScene.Topic, TopicScene.Texts(0, 1), default);
            await scene.Topics.AppendAsync(transaction, TopicScene.Topic, TopicScene.Texts(1, 1_000), default);
            await transaction.RollbackAsync();
        }

        (await TopicScene.DrainAsync(scene.Read("group"))).ShouldBeEmpty();
        (await scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_topic_messages")).ShouldBe(0);
    }

    [Theory]
    [InlineData("a/b", "c/d")]
    [InlineData("", "group")]
    [InlineData("topic", "")]
    [InlineData("topic", "white space")]
    public void Names_that_could_be_taken_for_others_are_refused(string topic, string group) =>
        Should.Throw<FormatException>(() => new TopicGroup(topic, group));

    [Fact]
    public async Task A_delay_or_a_unique_key_in_a_log_is_refused()
    {
        await using var scene = await TopicScene.CreateAsync("sqlite", server);
        await Should.ThrowAsync<ArgumentException>(
            async () => await scene.Topics.AppendAsync(TopicScene.Topic, [TopicScene.Text("a") with { UniqueKey = "u" }], default));
        await Should.ThrowAsync<ArgumentException>(
            async () => await scene.Topics.AppendAsync(TopicScene.Topic, [TopicScene.Text("a") with { Delay = TimeSpan.FromSeconds(1) }], default));
    }

    private static Task<long> QueuedAsync(TopicScene scene) => scene.Database.ScalarAsync<long>("SELECT count(*) FROM penstock_messages");

    private static string BodyOf(System.Data.Common.DbDataReader row) => System.Text.Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1));

    private static IEnumerable<string> Numbers(int from, int count) =>
        Enumerable.Range(from, count).Select(i => i.ToString(CultureInfo.InvariantCulture));
}
