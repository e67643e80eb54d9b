using Penstock.Dev;

namespace Penstock.Workers.Chat.Tests;

/// <summary>What a channel has sent is out. The note of it fails once, or as often as a message may fail, and works then.</summary>
public sealed class AfterTheEffectOnlyItsNoteIsTriedAgainTests(Servers servers)
{
    private const string Channel = "counted";

    [Fact]
    public Task What_is_noted_at_once_is_sent_once() => SendAsync(failures: 0, "RAISE EXCEPTION 'no'");

    [ExpectedToFail("H2")]
    public Task A_message_whose_note_meets_a_deadlock_is_sent_once() => SendAsync(failures: 1, "RAISE EXCEPTION 'no' USING ERRCODE = '40P01'");

    [ExpectedToFail("H2")]
    public Task A_message_whose_note_is_refused_once_is_sent_once() => SendAsync(failures: 1, "RAISE EXCEPTION 'no' USING ERRCODE = '23514'");

    [ExpectedToFail("H2")]
    public Task A_message_whose_note_loses_its_connection_is_sent_once() => SendAsync(failures: 1, "PERFORM pg_terminate_backend(pg_backend_pid())");

    [ExpectedToFail("N2")]
    public Task A_message_that_is_told_as_sent_before_its_note_is_refused_has_not_failed() =>
        SendAsync(FlowScene.Senders.MaxAttempts, "RAISE EXCEPTION 'no' USING ERRCODE = '23514'", elsewhere: true);

    private async Task SendAsync(int failures, string failure, bool elsewhere = false)
    {
        await using var scene = await ChatScene.CreateAsync(servers);
        await scene.ExecuteAsync($"""
            CREATE SEQUENCE times;
            CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF nextval('times') <= {failures} THEN {failure}; END IF; RETURN NEW; END$$;
            CREATE TRIGGER fail BEFORE INSERT ON chat_channel_effects FOR EACH ROW EXECUTE FUNCTION fail()
            """);
        await scene.SendAsync(ChatTopicNames.OutgoingOf(Channel), FlowScene.Message(0));
        var channel = new CountingChannel();
        await using (FlowProcess.Start(
            scene, services => services.AddChatChannelOnly("chat.counted", Channel, _ => channel, FlowScene.Senders), topics: store => new FaultyTopics(store, elsewhere)))
        {
            await Until.TrueAsync(
                "it is noted, or given up", async () => (await scene.EffectsAsync(Channel)).Count + (await scene.LettersAsync()).Count > 0);
        }

        var told = (await scene.UpdatesAsync()).Select(update => update.Status).Distinct();
        told.ShouldBe([MessageStatus.Sent, MessageStatus.Delivered]);
        channel.Sent.ShouldBe(1, "sent");
        (await scene.EffectsAsync(Channel)).Select(effect => effect.N).ShouldBe([0]);
        (await scene.LettersAsync()).ShouldBeEmpty();
    }

    private sealed class CountingChannel : IChannel
    {
        private int sent;

        public string Name => Channel;

        public int Sent => Volatile.Read(ref sent);

        public ValueTask<ChannelReceipt> SendAsync(ChannelMessage message, CancellationToken giveUp)
        {
            Interlocked.Increment(ref sent);
            return ValueTask.FromResult(ChannelReceipt.Delivered);
        }
    }
}
