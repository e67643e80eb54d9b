namespace Penstock.Redis;

/// <summary>How a process uses a Redis server.</summary>
public sealed record RedisOptions
{
    /// <summary>How long a call waits for its answer, a blocking one on top of the time it blocks; then its connection is closed. Default: 5 seconds.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For the connection itself, TLS and log-in included. Default: 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tries to connect never end; the waits between them double up to this, and vary by half. Default: 1 second.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Calls on one connection that wait for their answers; further ones wait for their turn. Default: 1,024.</summary>
    public int MaxOutstanding { get; init; } = 1_024;

    /// <summary>A larger answer closes the connection. Default: 256 MiB.</summary>
    public long MaxReplyBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>What <c>CLIENT LIST</c> shows. Default: <c>penstock</c>.</summary>
    public string ClientName { get; init; } = "penstock";

    internal RedisOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(CallTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxReconnectDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOutstanding, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxReplyBytes, 1024);
        if (ClientName.Length == 0 || ClientName.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw new ArgumentException($"ClientName is '{ClientName}': printable ASCII without blanks is allowed.");
        return this;
    }
}
