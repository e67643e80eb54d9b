using Penstock.Workers.Marker;

namespace Penstock.TestWorker;

/// <summary>The worker's options and the faults that a test asks for: <c>--KillAt Ran --KillAtTime 3</c>.</summary>
internal sealed class Asked
{
    public string Url { get; set; } = "";

    /// <summary>Works on that queue in place of the catalog, says what it did and writes it into the table <c>done</c>.</summary>
    public string? Queue { get; set; }

    /// <summary>Of this process on the queue's store; a third of it from beat to beat. Null: as by default.</summary>
    public TimeSpan? OwnerLease { get; set; }

    /// <summary>Runs those of the chat's workers in place of the catalog's: <c>outbox,backfill,router,status</c> and channels, which are mocks.</summary>
    public string? Chat { get; set; }

    /// <summary>The brokers that have the chat's topics.</summary>
    public string? Kafka { get; set; }

    /// <summary>Of the client, as <c>name=value;name=value</c>.</summary>
    public string KafkaOptions { get; set; } = "";

    public int Batch { get; set; } = 50;

    public int Node { get; set; }

    public double? Rate { get; set; }

    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(50);

    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(4);

    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Health and metrics on a free port, which the line <c>started</c> names.</summary>
    public bool Http { get; set; }

    /// <summary>SIGKILL when this step is reached…</summary>
    public Step? KillAt { get; set; }

    /// <summary>… by this pipeline; null for any…</summary>
    public string? KillIn { get; set; }

    /// <summary>… for this time.</summary>
    public int KillAtTime { get; set; } = 1;

    /// <summary>SIGKILL when the channel of <see cref="KillIn"/> is given this message.</summary>
    public Guid? KillOnMessage { get; set; }

    /// <summary>SIGKILL when the handler meets one of these rows.</summary>
    public long[] KillOn { get; set; } = [];

    /// <summary>The handler marks, and then takes that long.</summary>
    public TimeSpan Slow { get; set; }

    /// <summary>The slow handler doesn't listen to its token.</summary>
    public bool Deaf { get; set; }

    /// <summary>When this step is reached for the first time, says <c>frozen</c> and waits for a line on the standard input.</summary>
    public Step? FreezeAt { get; set; }

    /// <summary>The same in the handler, after it has marked.</summary>
    public bool FreezeInHandler { get; set; }

    /// <summary>False: nobody remembers what a process that died held.</summary>
    public bool Journal { get; set; } = true;

    /// <summary>False: after its freeze the handler writes on a connection of its own, whoever has the rows by then.</summary>
    public bool Fence { get; set; } = true;

    public MarkerOptions ToMarker() => new()
    {
        BatchSize = Batch,
        NodeId = Node,
        RateLimitPerSecond = Rate,
        Interval = Interval,
        DrainLimit = Drain,
        RetryBackoffBase = 1,
    };
}
