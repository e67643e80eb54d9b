using Penstock.Testing;
using Penstock.Workers.Chat;

namespace Penstock.EndToEnd.Tests;

public sealed class KafkaKillerTests(PostgresServer server)
{
    private const int Messages = 60;
    private const int Killer = 7;
    private const int Deaths = 3;

    [Fact]
    public async Task A_message_that_kills_its_process_is_a_dead_letter_after_three_deaths_and_the_others_are_sent()
    {
        await using var chat = await KafkaChat.CreateAsync(server);
        await chat.AcceptAsync(Messages);
        string[] mortal = ["--KillIn", MockServices.PipelineOf(ChatChannels.WhatsApp), "--KillOnMessage", $"{KafkaChat.IdOf(Killer)}"];
        for (var death = 0; death < Deaths; death++)
            (await chat.Start(mortal).ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode);

        var survivor = chat.Start(mortal);
        await chat.UntilAsync("all others are sent", async () =>
        {
            // A death that the database had not noticed yet when its successor began is counted by the one after that.
            if (survivor.HasExited)
                survivor = chat.Start(mortal);
            return await chat.CountAsync("SELECT count(*) FROM chat_channel_effects") == (2 * Messages) - 1
            && await chat.CountAsync("SELECT count(*) FROM messages WHERE status = 'DELIVERED'") >= Messages - 1
            && (await chat.LettersAsync()).Count == 1;
        });
        (await survivor.StopAsync()).ShouldBe(0);

        var letter = (await chat.LettersAsync()).ShouldHaveSingleItem();
        letter.Pipeline.ShouldBe(MockServices.PipelineOf(ChatChannels.WhatsApp));
        letter.Reason.ShouldMatch("^The process died [3-9] times while it handled this message");
        var sent = await chat.EffectsAsync(ChatChannels.WhatsApp);
        sent.Select(one => one.N).Order().ShouldBe(Enumerable.Range(0, Messages).Where(n => n != Killer));
        foreach (var conversation in sent.GroupBy(one => one.Conversation, StringComparer.Ordinal))
            conversation.Select(one => one.N).ShouldBeInOrder(SortDirection.Ascending, conversation.Key);
    }
}
