using System.Collections.Concurrent;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>Processes that die, and a journal that outlives them.</summary>
public sealed class DeathTests(SharedKafka shared)
{
    [Fact]
    public async Task A_record_that_kills_its_process_is_parked_after_its_claims()
    {
        var (topic, group, handled, journals) = (shared.Topic(1), shared.Name("group"), new Handled(), new MemoryJournalStore());
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "0");
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "y", "1");
        for (var deaths = 0; deaths < 3; deaths++)
        {
            var journal = new MortalJournal(journals.Open());
            var died = new TaskCompletionSource();
            var victim = new Work(shared.Client, new KafkaTopicOptions(topic, group), async (value, delivery, giveUp) =>
            {
                if (value == "0")
                {
                    journal.Die();
                    died.TrySetResult();
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, giveUp);
                }

                handled.Add(delivery, value);
            }, Work.Quick with { DrainLimit = TimeSpan.Zero }, journal: journal).Start();
            await died.Task;
            await victim.DisposeAsync();
        }

        await using var survivor = new Work(shared.Client, new KafkaTopicOptions(topic, group), (value, delivery, _) =>
        {
            handled.Add(delivery, value);
            return default;
        }, journal: journals.Open()).Start();
        await handled.ReachAsync(1, "the neighbour is handled");
        await Until.TrueAsync("both are committed", () => Task.FromResult(SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0] == 2));

        survivor.Letters.Unresolved.ShouldHaveSingleItem().Reason.Type.ShouldBe(nameof(CrashPoisonException));
        handled.All.ShouldAllBe(h => h.Value == "1");
    }

    [Fact]
    public async Task Who_dies_with_nothing_in_hand_makes_no_suspects_of_what_was_done_behind_a_record_that_waits()
    {
        var (topic, group, journals) = (shared.Topic(1), shared.Name("group"), new MemoryJournalStore());
        var claims = new ConcurrentQueue<int>();
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "x", "0");
        await SharedKafka.ProduceAsync(shared.Client, topic, 0, "y", "1");
        for (var life = 1; life <= 3; life++)
        {
            var journal = new MortalJournal(journals.Open());
            // One by one: a batch in which something is left over takes its note back by itself.
            await using var mortal = new Work(shared.Client, new KafkaTopicOptions(topic, group) { MaxRecords = 1 }, (value, delivery, _) =>
            {
                if (value == "0")
                    throw new InvalidOperationException("waits");
                claims.Enqueue(delivery.Claims);
                return default;
            }, Work.Quick with { Retry = new RetryOptions { BaseDelay = TimeSpan.FromMinutes(5), MaxAttempts = 10 } }, journal: journal).Start();

            await Until.TrueAsync("the neighbour is done, and nothing is in hand", () => Task.FromResult(claims.Count == life && journal.Held.Count == 0));
            journal.Die();
            mortal.Letters.Unresolved.ShouldBeEmpty();
        }

        claims.ShouldAllBe(count => count == 0);
        SharedKafka.CommittedBy(shared.Client, group, topic, 1)[0].ShouldBe(0);
    }
}
