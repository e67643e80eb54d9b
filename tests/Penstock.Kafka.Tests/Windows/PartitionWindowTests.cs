using System.Text;
using Confluent.Kafka;
using FsCheck;
using FsCheck.Fluent;

namespace Penstock.Kafka.Tests;

public sealed class PartitionWindowTests
{
    private static readonly AssignedPartition Assigned = new(new TopicPartition("t", 0));

    /// <summary>A random life of a window: reads, takes of batches, and settlements in any order, each checked against a plain list.</summary>
    [Fact]
    public void The_offset_never_passes_what_is_not_done_and_a_key_stays_in_order()
    {
        var lives = 0;
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyArray<uint>>(), steps =>
        {
            lives++;
            Live(steps.Get);
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));
        lives.ShouldBeGreaterThanOrEqualTo(2_000);
    }

    [Fact]
    public void Behind_a_head_that_waits_its_key_stands_and_the_others_go_on()
    {
        var window = new PartitionWindow();
        foreach (var (key, offset) in new[] { ("x", 0L), ("x", 1L), ("y", 2L), ("x", 3L) })
            window.Add(Delivery(key, offset));
        var taken = TakeAll(window, 1);
        taken.Select(d => d.Offset).ShouldBe([0, 1, 2, 3]);

        var again = taken[0].Again(1);
        window.Return(taken[0], again, waits: true);
        window.Return(taken[1], taken[1].Again(0), waits: false);
        window.Complete(taken[2]);
        window.Return(taken[3], taken[3].Again(0), waits: false);

        TakeAll(window, 2).ShouldBeEmpty();
        window.Done.ShouldBe(0);
        window.Wake(again);
        TakeAll(window, 3).Select(d => (d.Offset, d.Failures)).ShouldBe([(0, 1), (1, 0), (3, 0)]);
    }

    [Fact]
    public void A_key_in_one_batch_goes_in_no_other()
    {
        var window = new PartitionWindow();
        window.Add(Delivery("x", 0));
        window.Add(Delivery("x", 1));
        var head = window.TryTake(1);

        window.TryTake(2).ShouldBeNull();
        window.Complete(head!);
        window.TryTake(3)!.Offset.ShouldBe(1);
    }

    [Fact]
    public void What_is_done_behind_one_that_is_not_is_not_committed()
    {
        var window = new PartitionWindow();
        for (var i = 10; i < 15; i++)
            window.Add(Delivery(null, i));
        var taken = TakeAll(window, 1);
        foreach (var delivery in taken.Skip(1))
            window.Complete(delivery);

        window.Done.ShouldBe(10);
        window.Complete(taken[0]);
        window.Done.ShouldBe(15);
        window.Count.ShouldBe(0);
        window.Bytes.ShouldBe(0);
    }

    [Fact]
    public void What_was_read_before_is_not_taken_twice()
    {
        var window = new PartitionWindow();
        window.Add(Delivery(null, 5));
        window.Add(Delivery(null, 5));
        TakeAll(window, 1).Count.ShouldBe(1);
    }

    [Fact]
    public void A_window_makes_no_garbage_a_message_once_it_is_warm()
    {
        var window = new PartitionWindow();
        var deliveries = Enumerable.Range(0, 20_000).Select(i => Delivery($"k{i % 100}", i)).ToArray();
        var hand = new KafkaDelivery[200];
        Run(window, deliveries.AsSpan(0, 10_000), hand);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(window, deliveries.AsSpan(10_000), hand);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000 / 10);
    }

    private static void Run(PartitionWindow window, ReadOnlySpan<KafkaDelivery> deliveries, KafkaDelivery[] hand)
    {
        for (var at = 0; at < deliveries.Length; at += hand.Length)
        {
            foreach (var delivery in deliveries.Slice(at, hand.Length))
                window.Add(delivery);
            var count = 0;
            while (window.TryTake(at) is { } taken)
                hand[count++] = taken;
            for (var i = 0; i < count; i++)
                window.Complete(hand[i]);
        }
    }

    private static void Live(uint[] steps)
    {
        var (window, next, turn) = (new PartitionWindow(), 100L, 0L);
        var inHand = new List<(KafkaDelivery Delivery, long Turn)>();
        var waiting = new List<KafkaDelivery>();
        var open = new SortedDictionary<long, string?>();
        foreach (var step in steps)
        {
            switch (step % 6)
            {
                case 0 or 1:
                    var key = (step / 6 % 4) switch { 0 => null, var k => $"k{k}" };
                    open[next] = key;
                    window.Add(Delivery(key, next));
                    next += 1 + (step / 24 % 2);
                    break;
                case 2:
                    turn++;
                    for (var most = step / 6 % 5; most > 0 && window.TryTake(turn) is { } taken; most--)
                    {
                        MayGo(taken, open, inHand, turn).ShouldBeTrue();
                        inHand.Add((taken, turn));
                    }

                    break;
                case 3 or 4 when inHand.Count > 0:
                    var (done, _) = inHand[(int)(step / 6 % inHand.Count)];
                    window.Complete(done).ShouldBeTrue();
                    window.Complete(done).ShouldBeFalse();
                    inHand.RemoveAll(h => h.Delivery == done);
                    open.Remove(done.Offset);
                    break;
                case 5 when waiting.Count > 0 && step / 6 % 2 == 0:
                    window.Wake(waiting[0]);
                    waiting.RemoveAt(0);
                    break;
                case 5 when inHand.Count > 0:
                    var (back, _) = inHand[(int)(step / 6 % inHand.Count)];
                    var again = back.Again(back.Failures + 1);
                    window.Return(back, again, waits: true).ShouldBeTrue();
                    inHand.RemoveAll(h => h.Delivery == back);
                    waiting.Add(again);
                    break;
                default:
                    break;
            }

            var expected = open.Count > 0 ? open.Keys.First() : window.Next;
            window.Done.ShouldBe(expected);
            window.InHand.ShouldBe(inHand.Count);
        }

        Drain(window, inHand, waiting, open);
    }

    // Its key's earlier ones are all done, or went with it in this batch.
    private static bool MayGo(KafkaDelivery taken, SortedDictionary<long, string?> open, List<(KafkaDelivery Delivery, long Turn)> inHand, long turn)
    {
        if (taken.Key is not { } key)
            return true;
        var withIt = inHand.Where(h => h.Turn == turn).Select(h => h.Delivery.Offset).ToHashSet();
        return inHand.TrueForAll(h => h.Delivery.Key != key || h.Turn == turn)
            && open.TakeWhile(o => o.Key < taken.Offset).All(o => o.Value != key || withIt.Contains(o.Key));
    }

    // Every one is given in the end: nothing is stranded.
    private static void Drain(PartitionWindow window, List<(KafkaDelivery Delivery, long Turn)> inHand, List<KafkaDelivery> waiting, SortedDictionary<long, string?> open)
    {
        waiting.ForEach(window.Wake);
        foreach (var (delivery, _) in inHand)
        {
            window.Complete(delivery);
            open.Remove(delivery.Offset);
        }

        for (var turn = 1_000_000L; window.TryTake(turn) is { } taken; turn++)
        {
            window.Complete(taken);
            open.Remove(taken.Offset).ShouldBeTrue();
        }

        open.ShouldBeEmpty();
        window.Done.ShouldBe(window.Next);
        window.Count.ShouldBe(0);
    }

    private static List<KafkaDelivery> TakeAll(PartitionWindow window, long turn)
    {
        var all = new List<KafkaDelivery>();
        while (window.TryTake(turn) is { } taken)
            all.Add(taken);
        return all;
    }

    private static KafkaDelivery Delivery(string? key, long offset) => new(
        new ConsumeResult<byte[]?, byte[]?>
        {
            TopicPartitionOffset = new TopicPartitionOffset("t", 0, offset),
            Message = new Message<byte[]?, byte[]?> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = [1, 2, 3] },
        },
        Assigned);
}
