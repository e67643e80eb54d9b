using System.Text;
using Penstock.Relational;

namespace Penstock.Kafka.Tests;

public sealed class DeadTopicTests(SharedKafka shared)
{
    [Fact]
    public async Task Letters_are_listed_shown_replayed_and_discarded()
    {
        var (topic, dead) = (shared.Topic(2), shared.Topic(3));
        await ParkAsync(topic, dead, 6);
        var home = new DeadTopicHome(shared.Client, new DeadTopicOptions(dead, topic, "work"), TimeProvider.System);

        var listed = (await home.ListAsync(new LetterFilter(), default)).Letters;
        listed.Count.ShouldBe(6);
        var shown = (await home.ShowAsync(listed[0].Id, default))!;
        shown.Letter.Reason.ShouldBe(new Reason("InvalidOperationException", "poison"));
        shown.Headers["kind"].ShouldBe("test");
        shown.Letter.Address.ShouldBe($"kafka:{topic}");
        (await home.GroupsAsync(new LetterFilter(), 10, default)).ShouldHaveSingleItem().Letters.ShouldBe(6);

        var replay = await home.ReplayAsync(new ReplayRequest(new LetterFilter { Limit = 2 }, "me"), _ => { }, default);
        (replay.Done, replay.Total, replay.State).ShouldBe((2, 2, ReplayState.Done));
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(4);
        var back = TopicEye.ReadAll(shared.Client, topic).GroupBy(r => Encoding.UTF8.GetString(r.Message.Value!)).Where(g => g.Count() == 2).ToList();
        back.Count.ShouldBe(2);
        back.ShouldAllBe(g => g.All(r => r.Message.Headers.Count == 1 && r.Partition == g.First().Partition));

        (await home.DiscardAsync(new LetterFilter { Match = "poison" }, "me", _ => { }, default)).ShouldBe(4);
        (await home.ListAsync(new LetterFilter(), default)).Letters.ShouldBeEmpty();
        (await home.ShowAsync(listed[0].Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task One_origin_parked_twice_is_one_letter_until_it_is_resolved()
    {
        var (topic, dead) = (shared.Topic(1), shared.Topic(1));
        var letters = await ParkAsync(topic, dead, 1);
        await new KafkaDeadLetters(shared.Client, dead, TimeProvider.System).ParkAsync(letters, null, default);
        var home = new DeadTopicHome(shared.Client, new DeadTopicOptions(dead, topic, "work"), TimeProvider.System);

        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(1);
        await home.DiscardAsync(new LetterFilter(), "me", _ => { }, default);
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(0);
        await new KafkaDeadLetters(shared.Client, dead, TimeProvider.System).ParkAsync(letters, null, default);
        (await home.CountAsync(new LetterFilter(), default)).Letters.ShouldBe(1);
    }

    [Theory]
    [InlineData("k3", 1)]
    [InlineData("k", 6)]
    [InlineData("3", 0)]
    [InlineData("K3", 0)]
    public async Task A_letter_is_found_by_the_beginning_of_its_key(string match, int found)
    {
        var (topic, dead) = (shared.Topic(1), shared.Topic(1));
        await ParkAsync(topic, dead, 6);
        var home = new DeadTopicHome(shared.Client, new DeadTopicOptions(dead, topic, "work"), TimeProvider.System);

        (await home.CountAsync(new LetterFilter { Match = match }, default)).Letters.ShouldBe(found);
    }

    private async Task<List<DeadLetter>> ParkAsync(string topic, string dead, int count)
    {
        await new KafkaSender(shared.Client, topic).SendAsync(
            [.. Enumerable.Range(0, count).Select(i => new OutgoingMessage(Encoding.UTF8.GetBytes($"{i}"))
            {
                Key = $"k{i}", Headers = new Dictionary<string, string> { ["kind"] = "test" },
            })], default);
        var assigned = new AssignedPartition(new(topic, 0));
        var letters = TopicEye.ReadAll(shared.Client, topic)
            .ConvertAll(r => new DeadLetter("work", new KafkaDelivery(r, assigned), new Reason("InvalidOperationException", "poison")));
        await new KafkaDeadLetters(shared.Client, dead, TimeProvider.System).ParkAsync(letters, null, default);
        return letters;
    }
}
