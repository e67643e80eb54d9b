using Penstock.Workers.Chat;

namespace Penstock.EndToEnd.Tests;

/// <summary>
/// That no group's offset has passed a record whose effect is missing. Each offset is asked for before the effects: those that come
/// later could only hide what is wrong.
/// </summary>
internal static class OffsetCheck
{
    public static async Task ShouldBeBehindTheEffectsAsync(KafkaChat chat)
    {
        var routed = await chat.Eye.CommittedAsync(ChatGroups.Router, ChatTopicNames.MessageProcessing);
        var outgoing = ChatChannels.Known.Select(channel => chat.Eye.Read(ChatTopicNames.OutgoingOf(channel)).Select(r => r.N).ToHashSet()).ToList();
        ShouldHold(chat, ChatTopicNames.MessageProcessing, routed, r => outgoing.TrueForAll(channel => channel.Contains(r.N)));

        foreach (var (channel, group) in new[] { (ChatChannels.WhatsApp, ChatGroups.WhatsAppMock), (ChatChannels.Instagram, ChatGroups.InstagramMock) })
        {
            var passed = await chat.Eye.CommittedAsync(group, ChatTopicNames.OutgoingOf(channel));
            var sent = (await chat.EffectsAsync(channel)).Select(e => e.N).ToHashSet();
            ShouldHold(chat, ChatTopicNames.OutgoingOf(channel), passed, r => sent.Contains(r.N));
        }

        var told = await chat.Eye.CommittedAsync(ChatGroups.StatusUpdater, ChatTopicNames.MessageStatusUpdates);
        var kept = await chat.HistoryAsync();
        ShouldHold(chat, ChatTopicNames.MessageStatusUpdates, told, r => kept.Contains((r.N, r.Text("channel"), r.Text("new_status")!)));
    }

    private static void ShouldHold(KafkaChat chat, string topic, long[] committed, Func<SeenRecord, bool> hasEffect)
    {
        foreach (var record in chat.Eye.Read(topic).Where(r => r.Offset < committed[r.Partition]))
            hasEffect(record).ShouldBeTrue($"The offset of {topic}/{record.Partition} is {committed[record.Partition]}, and nothing is there of {record.Offset}, message {record.N}.");
    }
}
