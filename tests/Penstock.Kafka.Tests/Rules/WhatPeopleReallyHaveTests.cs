using System.Text;
using Confluent.Kafka;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Kafka.Tests;

/// <summary>A record that becomes a letter and goes back is the record that it was.</summary>
public sealed class WhatPeopleReallyHaveTests(SharedKafka shared)
{
    [ExpectedToFail("L3")]
    public Task A_key_that_is_no_text_goes_back_as_it_came() => ReplayAsync([0xC3, 0x28, 0x00, 0xFF], [1]);

    [ExpectedToFail("L3")]
    public Task A_record_without_a_value_goes_back_without_one() => ReplayAsync(Encoding.UTF8.GetBytes("k"), null);

    [Fact]
    public Task A_record_of_text_goes_back_as_it_came() => ReplayAsync(Encoding.UTF8.GetBytes("k"), Encoding.UTF8.GetBytes("v"));

    private async Task ReplayAsync(byte[] key, byte[]? value)
    {
        var topic = shared.Topic(1);
        await shared.Client.Producer.ProduceAsync(new TopicPartition(topic, 0), new Message<byte[]?, byte[]?> { Key = key, Value = value });
        var folder = Directory.CreateTempSubdirectory("penstock-letters-").FullName;
        await using (var store = new SqliteStore(StoreUrl.Parse($"sqlite:///{folder}/letters.db"), TimeProvider.System))
        {
            await new Migrator(store).ApplyAsync(RuntimeSchema.Sets, default);
            var letter = new DeadLetter(
                "work", new KafkaDelivery(TopicEye.ReadAll(shared.Client, topic)[0], new AssignedPartition(new(topic, 0))), new Reason("Poison", "poison"));
            await new SqlDeadLetters(store).ParkAsync([letter], null, default);
            var replays = new Replays(store, TimeProvider.System, paths: [new KafkaReturn(shared.Client)]);
            var replay = await replays.CreateAsync(new ReplayRequest(new LetterFilter(), "me"), default);
            (await replays.RunAsync(replay.Id!.Value, null, default)).Done.ShouldBe(1);
        }

        Directory.Delete(folder, recursive: true);
        var back = TopicEye.ReadAll(shared.Client, topic)[1].Message;
        (Text(back.Key), Text(back.Value)).ShouldBe((Text(key), Text(value)));
    }

    private static string Text(byte[]? bytes) => bytes is null ? "null" : Convert.ToHexString(bytes);
}
