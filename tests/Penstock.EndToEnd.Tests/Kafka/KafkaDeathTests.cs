using Penstock.Dev;
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

    // Outbox and router have two batches in hand each, the backfill one: what a process dies with is published once more.
    private const int MostInHand = ((2 * 2) + 1) * KafkaChat.Batch;

    private static readonly string[] Workers =
    [
        OutboxServices.PipelineName, RouterServices.PipelineName, FallbackServices.PipelineName, StatusServices.PipelineName,
        MockServices.PipelineOf(ChatChannels.WhatsApp), MockServices.PipelineOf(ChatChannels.Instagram),
    ];

    [Fact]
    public Task Processes_that_die_at_each_step_send_each_message_once_and_in_order() => ShouldSendOnceAsync(
        [
            [(RouterServices.PipelineName, Step.Ran), (OutboxServices.PipelineName, Step.Committing)],
            [(MockServices.PipelineOf(ChatChannels.WhatsApp), Step.Claimed), (OutboxServices.PipelineName, Step.Committed)],
            [(StatusServices.PipelineName, Step.Settled)],
        ]);

    [Theory, Trait("Size", "Long")]
    [InlineData(Step.Claimed)]
    [InlineData(Step.Ran)]
    [InlineData(Step.Committing)]
    [InlineData(Step.Committed)]
    [InlineData(Step.Settled)]
    public Task Whichever_worker_dies_at_a_step_each_message_is_sent_once_and_in_order(Step step) =>
        ShouldSendOnceAsync([.. Workers.Select(worker => (worker, step)).Chunk(2)]);

    // Never three at a time: what three processes died with, one after the other, is taken for the cause.
    private async Task ShouldSendOnceAsync((string Pipeline, Step Step)[][] rounds)
    {
        await using var chat = await KafkaChat.CreateAsync(server);
        var survivor = chat.Start();
        foreach (var deaths in rounds)
            await KillAsync(chat, deaths);
        (await survivor.StopAsync()).ShouldBe(0, string.Join('\n', survivor.LogLines()));

        (await chat.IsDeliveredAsync()).ShouldBeTrue();
        (await chat.LettersAsync()).ShouldBeEmpty();
        var second = 0;
        foreach (var channel in ChatChannels.Known)
        {
            ShouldBeAllInOrder(await chat.EffectsAsync(channel), chat.Accepted);
            var records = chat.Eye.Read(ChatTopicNames.OutgoingOf(channel));
            ShouldBeAllInOrder(records.DistinctBy(r => r.N).Select(r => (r.Key, r.N)), chat.Accepted);
            second += records.Count - chat.Accepted;
        }

        var counted = chat.Processes.Sum(p => p.Counted("second"));
        TestContext.Current.SendDiagnosticMessage($"{chat.Accepted} messages, {second} second records, {counted} of them counted.");
        var deathsInAll = rounds.SelectMany(deaths => deaths).ToList();
        var least = deathsInAll.Exists(PublishesAgain) ? 1 : 0;
        second.ShouldBeInRange(least, ChatChannels.Known.Count * deathsInAll.Count * MostInHand);
        counted.ShouldBeInRange(least, second);
    }

    // Dead with a batch that was published and not settled.
    private static bool PublishesAgain((string Pipeline, Step Step) death) =>
        death is { Pipeline: OutboxServices.PipelineName or RouterServices.PipelineName, Step: Step.Ran or Step.Committing };

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

        await OffsetCheck.ShouldBeBehindTheEffectsAsync(chat);
        await chat.DeliveredAsync();
    }

    private static void ShouldBeAllInOrder(IEnumerable<(string? Conversation, int N)> found, int messages)
    {
        var all = found.ToList();
        all.Select(one => one.N).Order().ShouldBe(Enumerable.Range(0, messages));
        foreach (var conversation in all.GroupBy(one => one.Conversation, StringComparer.Ordinal))
            conversation.Select(one => one.N).ShouldBeInOrder(SortDirection.Ascending, conversation.Key);
    }
}
