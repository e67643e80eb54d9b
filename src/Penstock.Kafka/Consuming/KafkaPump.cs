using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Penstock.Kafka;

/// <summary>
/// The one thread that asks the consumer for records. It goes on asking while nobody takes any, so that the group never takes us for
/// dead: what is read goes to the windows, and a partition whose window is full is paused.
/// </summary>
internal sealed class KafkaPump : IAsyncDisposable
{
    private const int MostAtOnce = 500;
    private const int WaitMilliseconds = 100;
    private const int WaitWhilePausedMilliseconds = 10;

    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly KafkaClient kafka;
    private readonly KafkaTopicOptions options;
    private readonly Assignment assignment;
    private readonly OffsetCommits commits;
    private readonly TimeProvider clock;
    private readonly List<ConsumeResult<byte[]?, byte[]?>> chunk = new(MostAtOnce);
    private readonly List<TopicPartition> toPause = [];
    private readonly List<TopicPartition> toResume = [];
    private readonly ManualResetEventSlim thawed = new(initialState: true);
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Task? running;
    private volatile Exception? trouble;
    private volatile bool brokersAway;
    private volatile bool isFenced;
    private volatile IConsumer<byte[]?, byte[]?>? consumer;

    public KafkaPump(KafkaClient kafka, KafkaTopicOptions options, Assignment assignment, OffsetCommits commits, TimeProvider clock)
    {
        (this.kafka, this.options, this.assignment, this.commits, this.clock) = (kafka, options, assignment, commits, clock);
        // The client may believe that it is still a member, and would go on with partitions that we have given up.
        commits.Fenced += () => isFenced = true;
    }

    /// <summary>All brokers were away when last heard of.</summary>
    public bool AreBrokersAway
    {
        get => brokersAway;
        set => brokersAway = value;
    }

    /// <summary>Begins, at the first call.</summary>
    public void Start()
    {
        lock (gate)
            running ??= Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>What the consumer complained of since the last look; null where all is well.</summary>
    public Exception? TakeTrouble() => Interlocked.Exchange(ref trouble, null);

    /// <summary>The end of a partition, as the last answer of its broker had it; null where none came yet.</summary>
    public long? EndOf(TopicPartition place)
    {
        try
        {
            return consumer?.GetWatermarkOffsets(place).High is { IsSpecial: false } high ? high.Value : null;
        }
        catch (Exception error) when (error is KafkaException or ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Leaves the group, after what is done is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping.CancelAll();
        thawed.Set();
        Task? last;
        lock (gate)
            last = running;
        if (last is not null)
            await last;
        thawed.Dispose();
        stopping.Dispose();
    }

    /// <summary>For tests: a process that stands still.</summary>
    internal void Freeze() => thawed.Reset();

    /// <summary>For tests: it goes on.</summary>
    internal void Thaw() => thawed.Set();

    private void Run()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                RunConsumer();
            }
            catch (Exception error)
            {
                // A consumer that can't go on is made anew; who receives is told why. One whose committed offset could not be asked for
                // would live on, keep its partitions and read nothing of them.
                trouble = error is ArgumentException ? error : new SourceUnavailableException($"{options.Topic} can't be read now: {error.Message}", error);
                Log.PumpFailed(kafka.Logger, options.Group, error.GetType().Name, error.Message);
                stopping.Token.WaitHandle.WaitOne(RestartAfter);
            }
        }
    }

    private void RunConsumer()
    {
        using var current = kafka.OpenConsumer(options.Group, Compose);
        consumer = current;
        commits.Use(current);
        try
        {
            isFenced = false;
            current.Subscribe(options.Topic);
            while (!stopping.IsCancellationRequested && !isFenced)
                Poll(current);
        }
        finally
        {
            Leave(current);
            commits.Use(null);
            consumer = null;
        }
    }

    private void Compose(ConsumerBuilder<byte[]?, byte[]?> builder) => builder
        .SetPartitionsAssignedHandler((_, places) => Assigned(places))
        .SetPartitionsRevokedHandler((_, places) => Revoked([.. places.Select(p => p.TopicPartition)]))
        .SetPartitionsLostHandler((_, places) => LostAway([.. places.Select(p => p.TopicPartition)]))
        .SetOffsetsCommittedHandler((_, report) => commits.Confirmed(report))
        .SetErrorHandler((_, error) => Note(error));

    private void Poll(IConsumer<byte[]?, byte[]?> current)
    {
        thawed.Wait();
        Steer(current);
        try
        {
            var record = current.Consume(toPause.Count > 0 || assignment.All.Any(p => p.IsPaused) ? WaitWhilePausedMilliseconds : WaitMilliseconds);
            while (record is not null && chunk.Count < MostAtOnce)
            {
                chunk.Add(record);
                record = chunk.Count < MostAtOnce ? current.Consume(0) : null;
            }
        }
        catch (ConsumeException error) when (!error.Error.IsFatal && (Rejoins(error.Error.Code) || KafkaFaults.Of(error.Error.Code) == Blame.Destination))
        {
            Note(error.Error);
        }

        Publish();
    }

    // The consumer comes back into its group by itself.
    private static bool Rejoins(ErrorCode code) => code is ErrorCode.Local_MaxPollExceeded or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Transport;

    private void Publish()
    {
        if (chunk.Count == 0)
            return;
        brokersAway = false;
        assignment.Append(chunk);
        chunk.Clear();
    }

    private void Steer(IConsumer<byte[]?, byte[]?> current)
    {
        toPause.Clear();
        toResume.Clear();
        assignment.Judge(toPause, toResume);
        if (toPause.Count > 0)
            current.Pause(toPause);
        if (toResume.Count > 0)
            current.Resume(toResume);
    }

    private void Assigned(List<TopicPartition> places)
    {
        Publish();
        assignment.Add(places);
        if (places.Count > 0)
            Log.Assigned(kafka.Logger, options.Group, Text(places));
    }

    // Within the consumer's call: the group waits for us, its rebalance limit long.
    private void Revoked(List<TopicPartition> places)
    {
        Publish();
        var drained = assignment.LeaveAsync(places);
        if (!stopping.IsCancellationRequested)
            Wait(drained);
        foreach (var leaving in assignment.All.Where(p => places.Contains(p.Place)))
            commits.Store(leaving);
        var inHand = assignment.HandOver(places);
        if (places.Count > 0)
            Log.Revoked(kafka.Logger, options.Group, Text(places), inHand);
    }

    private void LostAway(List<TopicPartition> places)
    {
        Publish();
        assignment.Lose(places);
        Log.Lost(kafka.Logger, options.Group, Text(places));
    }

    private void Wait(Task drained)
    {
        try
        {
            drained.WaitAsync(options.RevokeLimit, clock, stopping.Token).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // What is still in hand is lost to us, and its handlers are told.
        }
    }

    private void Leave(IConsumer<byte[]?, byte[]?> current)
    {
        try
        {
            current.Close();
        }
        catch (KafkaException)
        {
            // The group notices by itself.
        }

        assignment.Lose([.. assignment.All.Select(p => p.Place)]);
    }

    private void Note(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown)
            brokersAway = true;
        else if (error.IsFatal || KafkaFaults.Of(error.Code) == Blame.Destination)
            trouble = new DestinationException($"{options.Topic} can't be read: {error.Reason} ({error.Code}).", new KafkaException(error));
    }

    private static string Text(IEnumerable<TopicPartition> places) => string.Join(", ", places.Select(p => $"{p.Topic}/{p.Partition.Value}"));
}
