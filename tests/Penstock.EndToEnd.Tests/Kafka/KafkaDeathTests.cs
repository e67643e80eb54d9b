using Penstock.Testing;
using Penstock.Workers.Chat;

namespace Penstock.EndToEnd.Tests;

/// <summary>
/// Processes of the chat on Kafka, killed by the system. The cluster is librdkafka's own: real groups and offsets, no replicas and no
/// transactions of the brokers.
/// </summary>
[Collection(Alone.Name)]
public sealed class KafkaDeathTests(PostgresServer server)
{
    private const int Wave = 200;

    // Outbox and router have two batches in hand each: what a process dies with is published once more.
    private const int MostInHand = 2 * 2 * KafkaChat.Batch;

    // Never three at a time: what three processes died with, one after the other, is taken for the cause.
    private static readonly (string Pipeline, Step Step)[][] Rounds =
    [
        [(RouterServices.PipelineName, Step.Ran), (OutboxServices.PipelineName, Step.Committing)],
        [(MockServices.PipelineOf(ChatChannels.WhatsApp), Step.Claimed), (OutboxServices.PipelineName, Step.Committed)],
        [(StatusServices.PipelineName, Step.Settled)],
    ];

    [Fact]
    public async Task Processes_that_die_at_each_step_send_each_message_once_and_in_order()
    {
        await using var chat = await KafkaChat.CreateAsync(server);
        var survivor = chat.Start();
        foreach (var deaths in Rounds)
            await KillAsync(chat, deaths);
        (await survivor.StopAsync()).ShouldBe(0, string.Join('\n', survivor.LogLines()));

        (await chat.IsDeliveredAsync()).ShouldBeTrue();
        (await chat.LettersAsync()).ShouldBeEmpty();
        var second = 0;
        foreach (var channel in ChatChannels.Known)
        {
            ShouldBeAllInOrder(await chat.EffectsAsync(channel), chat.Accepted);
            var records = chat.Outgoing(channel);
            ShouldBeAllInOrder(records.DistinctBy(r => r.N), chat.Accepted);
            second += records.Count - chat.Accepted;
        }

        var counted = chat.Processes.Sum(p => p.Counted("second"));
        TestContext.Current.SendDiagnosticMessage($"{chat.Accepted} messages, {second} second records, {counted} of them counted.");
        // One process at least died with a batch that was published and not marked.
        second.ShouldBeInRange(1, ChatChannels.Known.Count * Rounds.Sum(r => r.Length) * MostInHand);
        counted.ShouldBeInRange(1, second);
    }

    // Messages all the while: whoever is new gets some.
    private static async Task KillAsync(KafkaChat chat, (string Pipeline, Step Step)[] deaths)
    {
        var mortals = Array.ConvertAll(deaths, death => chat.Start("--KillIn", death.Pipeline, "--KillAt", $"{death.Step}"));
        while (!Array.TrueForAll(mortals, p => p.HasExited))
        {
            await chat.AcceptAsync(Wave);
            await Until.TrueAsync("they are delivered, or all are dead", async () => await chat.IsDeliveredAsync() || Array.TrueForAll(mortals, p => p.HasExited));
        }

        for (var i = 0; i < deaths.Length; i++)
        {
            (await mortals[i].ExitAsync()).ShouldBe(WorkerProcess.KilledExitCode, string.Join('\n', mortals[i].LogLines()));
            mortals[i].Lines("reached ").ShouldBe([$"{deaths[i].Step} 1"]);
        }

        await Until.TrueAsync("all is delivered", chat.IsDeliveredAsync);
    }

    private static void ShouldBeAllInOrder(IEnumerable<(string? Conversation, int N)> found, int messages)
    {
        var all = found.ToList();
        all.Select(one => one.N).Order().ShouldBe(Enumerable.Range(0, messages));
        foreach (var conversation in all.GroupBy(one => one.Conversation, StringComparer.Ordinal))
            conversation.Select(one => one.N).ShouldBeInOrder(SortDirection.Ascending, conversation.Key);
    }
}
