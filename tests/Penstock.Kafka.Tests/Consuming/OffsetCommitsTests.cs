using System.Reflection;
using System.Text;
using Confluent.Kafka;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>Those who wait for a commit, and what they hear; the client is a stand-in, and time stands still.</summary>
public sealed class OffsetCommitsTests : IDisposable
{
    private static readonly TopicPartition Place = new("t", 0);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly ManualClock clock = new();
    private readonly Assignment assignment = new();
    private readonly Supply supply;
    private readonly CommitLedger ledger;
    private readonly OffsetCommits commits;

    public OffsetCommitsTests()
    {
        supply = new Supply(assignment, new KafkaTopicOptions("t", "g"), clock);
        ledger = new CommitLedger(assignment);
        commits = new OffsetCommits(assignment, ledger, "g", clock);
        commits.Use(StandIn.Create());
        assignment.Add([Place]);
        supply.Append([RecordAt(0), RecordAt(1), RecordAt(2)]);
    }

    public void Dispose() => supply.Dispose();

    [Fact]
    public async Task A_fence_that_one_meets_ends_the_wait_of_all_at_once()
    {
        var fences = 0;
        commits.Fenced += () => fences++;
        var (early, late) = (Take(), Take());
        var first = FlushAsync(early);
        clock.Advance(Limit / 2);
        var second = FlushAsync(late);

        // The first one's limit, not the second one's: it asks, and is refused.
        clock.Advance(Limit / 2);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        fences.ShouldBe(1);
        ledger.IsLost(early).ShouldBeTrue();
        ledger.IsLost(late).ShouldBeTrue();
    }

    [Fact]
    public async Task What_goes_with_the_last_commit_of_a_partition_is_committed_when_the_group_has_taken_it()
    {
        var delivery = Take();
        var settling = FlushAsync(delivery);
        ledger.HandOver([Place]);
        settling.IsCompleted.ShouldBeFalse();

        // One that was on its way before tells nothing of it.
        commits.Confirmed(Report(0, ErrorCode.NoError));
        settling.IsCompleted.ShouldBeFalse();
        commits.Confirmed(Report(1, ErrorCode.NoError));
        await settling;

        ledger.IsLost(delivery).ShouldBeFalse();
    }

    [Theory]
    [InlineData(ErrorCode.NoError, ErrorCode.NotCoordinatorForGroup)]
    [InlineData(ErrorCode.UnknownMemberId, ErrorCode.NoError)]
    public async Task What_goes_with_a_last_commit_that_fails_is_lost(ErrorCode ofAll, ErrorCode ofOne)
    {
        var delivery = Take();
        var settling = FlushAsync(delivery);
        ledger.HandOver([Place]);

        commits.Confirmed(Report(1, ofOne, ofAll));
        await settling;

        ledger.IsLost(delivery).ShouldBeTrue();
        ledger.IsOpen([delivery]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_last_commit_without_an_answer_is_not_waited_for_longer_than_any_other()
    {
        var delivery = Take();
        var settling = FlushAsync(delivery);
        ledger.HandOver([Place]);
        settling.IsCompleted.ShouldBeFalse();

        // Told of the hand-over it waits anew, on a thread of its own.
        await Until.TrueAsync("it is given up", () =>
        {
            clock.Advance(Limit);
            return Task.FromResult(settling.IsCompleted);
        });

        ledger.IsLost(delivery).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_settled_after_the_last_commit_is_lost_at_once()
    {
        var (done, late) = (Take(), Take());
        await FlushedAsync(done);
        ledger.HandOver([Place]);

        await FlushAsync(late);

        ledger.IsLost(done).ShouldBeFalse();
        ledger.IsLost(late).ShouldBeTrue();
    }

    private KafkaDelivery Take() => supply.Take(1).ShouldHaveSingleItem();

    private Task FlushAsync(KafkaDelivery delivery)
    {
        Verdict[] verdicts = [new(delivery, Settlement.Complete.Instance)];
        supply.Apply(verdicts);
        return commits.FlushAsync(verdicts, default).AsTask();
    }

    private async Task FlushedAsync(KafkaDelivery delivery)
    {
        var settling = FlushAsync(delivery);
        commits.Confirmed(Report(delivery.Offset + 1, ErrorCode.NoError));
        await settling;
    }

    private static CommittedOffsets Report(long offset, ErrorCode ofOne, ErrorCode ofAll = ErrorCode.NoError) =>
        new([new TopicPartitionOffsetError(Place, offset, ofOne)], ofAll);

    private static ConsumeResult<byte[]?, byte[]?> RecordAt(long offset) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(Place, offset),
        Message = new() { Key = Encoding.UTF8.GetBytes($"{offset}"), Value = [] },
    };

    /// <summary>A client that stores whatever it is given, and whose group knows it no longer.</summary>
    public class StandIn : DispatchProxy
    {
        public static IConsumer<byte[]?, byte[]?> Create() => Create<IConsumer<byte[]?, byte[]?>, StandIn>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            nameof(IConsumer<int, int>.StoreOffset) => null,
            nameof(IConsumer<int, int>.Commit) => throw new KafkaException(ErrorCode.IllegalGeneration),
            var other => throw new NotSupportedException(other),
        };
    }
}
