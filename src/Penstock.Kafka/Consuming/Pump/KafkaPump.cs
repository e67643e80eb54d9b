using Microsoft.Extensions.Logging;

namespace Penstock.Kafka;

/// <summary>The one thread that reads. A consumer that can't go on is made anew.</summary>
internal sealed class KafkaPump(Membership membership, string group, KafkaClient kafka) : IAsyncDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Task? running;

    /// <summary>Begins, at the first call.</summary>
    public void Start()
    {
        lock (gate)
            running ??= Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Leaves the group, after what is done is committed.</summary>
    public async ValueTask DisposeAsync()
    {
        stopping.CancelAll();
        membership.Thaw();
        Task? last;
        lock (gate)
            last = running;
        if (last is not null)
            await last;
        membership.Dispose();
        stopping.Dispose();
    }

    private void Run()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                membership.Run(stopping.Token);
            }
            catch (Exception error)
            {
                // Whoever receives is told why. A consumer whose committed offset could not be asked for would live on, keep its
                // partitions and read nothing of them.
                membership.Complaints.Note(error);
                Log.PumpFailed(kafka.Logger, group, error.GetType().Name, error.Message);
                stopping.Token.WaitHandle.WaitOne(RestartAfter);
            }
        }
    }
}
