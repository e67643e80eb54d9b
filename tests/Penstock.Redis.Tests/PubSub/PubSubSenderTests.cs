using System.Text;

namespace Penstock.Redis.Tests;

public sealed class PubSubSenderTests(SharedRedis redis)
{
    [Fact]
    public async Task Each_message_reaches_who_listens_to_its_channel_in_order()
    {
        await using var client = redis.Connect();
        var (one, other) = (redis.Name(), redis.Name());
        await using var ears = new Ears(redis, one, other);
        await ears.ReadyAsync(client);
        var sender = new PubSubSender(client, message => message.Key ?? one);

        await sender.SendAsync(
            [.. Enumerable.Range(0, 2_500).Select(i => new OutgoingMessage(Encoding.UTF8.GetBytes($"{i}")) { Key = i % 100 == 0 ? other : null })], default);

        var heard = await ears.HearAsync(2_500);
        heard.Where(h => h.Channel == one).Select(h => int.Parse(h.Body, null)).ShouldBe(Enumerable.Range(0, 2_500).Where(i => i % 100 != 0));
        heard.Count(h => h.Channel == other).ShouldBe(25);
    }

    [Fact]
    public async Task A_batch_is_one_round_trip_and_nobody_has_to_listen()
    {
        await using var client = redis.Connect();
        var counting = new ForgetfulRedis(client);

        await new PubSubSender(counting, redis.Name()).SendAsync([.. Enumerable.Repeat(new OutgoingMessage(new byte[10]), 1_000)], default);

        counting.Calls.ShouldBe(1);
    }
}
