namespace Penstock.Workers.Digest;

/// <summary>Where metrics wait until they are written.</summary>
internal interface IMetricStream
{
    /// <summary>How many wait or are in hand.</summary>
    ValueTask<long> LengthAsync(CancellationToken giveUp);

    /// <summary>Puts one message in; it is durable when this returns, as far as the server keeps its word.</summary>
    /// <param name="serverId">A UUID in lower case.</param>
    /// <param name="payload">As it came.</param>
    /// <param name="traceparent">The sender's trace; null for none.</param>
    /// <param name="giveUp">Stops waiting; it may be in all the same.</param>
    /// <returns>Its id.</returns>
    ValueTask<string> AddAsync(string serverId, ReadOnlyMemory<byte> payload, string? traceparent, CancellationToken giveUp);
}
