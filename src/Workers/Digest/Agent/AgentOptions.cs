namespace Penstock.Workers.Digest;

/// <summary>What an agent sends, and where. A value out of its range is refused when the agent is composed.</summary>
public sealed record AgentOptions
{
    /// <summary>The ingest endpoint's address, such as <c>http://host:8080</c>; payloads go to <c>/metrics/prometheus</c> there.</summary>
    public required Uri Ingest { get; init; }

    /// <summary>This machine, as the database knows it.</summary>
    public required Guid ServerId { get; init; }

    /// <summary>Holds what is not sent yet, one file a snapshot. Created where it is missing.</summary>
    public required string Folder { get; init; }

    /// <summary>Between two snapshots; and the wait before what failed is sent again. Default: 5 seconds.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Snapshots in one request, where several wait; 1 to 100. Default: 5.</summary>
    public int SnapshotsPerRequest { get; init; } = 5;

    /// <summary>Groups of processes in a snapshot: those that used the most CPU time. 0 to 10,000. Default: 100.</summary>
    public int MostProcesses { get; init; } = 100;

    /// <summary>With more snapshots waiting than that the oldest are dropped. Default: 17,280, a day of one each 5 seconds.</summary>
    public int MostWaiting { get; init; } = 17_280;

    /// <summary>How long a request may take. Default: 10 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The kernel's figures. Default: <c>/proc</c>.</summary>
    public string Proc { get; init; } = "/proc";

    internal AgentOptions Validated()
    {
        ArgumentException.ThrowIfNullOrEmpty(Folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(Every, TimeSpan.FromMilliseconds(100));
        ArgumentOutOfRangeException.ThrowIfLessThan(SnapshotsPerRequest, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SnapshotsPerRequest, 100);
        ArgumentOutOfRangeException.ThrowIfNegative(MostProcesses);
        ArgumentOutOfRangeException.ThrowIfLessThan(MostWaiting, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(RequestTimeout, TimeSpan.Zero);
        return Ingest.Scheme is "http" or "https"
            ? this
            : throw new ArgumentException($"Ingest is '{Ingest}': an address that begins with http:// or https:// is allowed.");
    }
}
