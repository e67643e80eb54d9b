using System.Data.Common;

namespace Penstock;

/// <summary>One message in our hands. Adapters derive from it and add their token, offset or id.</summary>
public abstract class Delivery
{
    /// <summary>What a message without headers has.</summary>
    public static IReadOnlyDictionary<string, string> NoHeaders { get; } = new Dictionary<string, string>(StringComparer.Ordinal).AsReadOnly();

    /// <summary>Where it stands in its store: deterministic, so that a dead letter of it is the same one tomorrow.</summary>
    public abstract string Origin { get; }

    /// <summary>Deliveries of one key are handled in order; null where order doesn't matter.</summary>
    public string? Key { get; init; }

    /// <summary>The message as it was read, kept for the dead letters.</summary>
    public virtual ReadOnlyMemory<byte> Body => ReadOnlyMemory<byte>.Empty;

    /// <summary>What travels beside the body, kept for the dead letters.</summary>
    public virtual IReadOnlyDictionary<string, string> Headers => NoHeaders;

    /// <summary>Where it can be sent to again, as a scheme and a name (<c>queue:emails</c>); null where there is no such place.</summary>
    public virtual string? Address => null;

    /// <summary>Retry verdicts so far. An outage, a pause or a shutdown never adds one.</summary>
    public int Failures { get; init; }

    /// <summary>Claims since the last settlement of any kind: above 0, a process died holding it, and it runs alone.</summary>
    public int Claims { get; protected internal set; }

    /// <summary>Effects written in it commit together with the settlement; null where the source has none. Of its batch.</summary>
    public DbTransaction? Transaction { get; internal set; }

    /// <summary>Cancelled when the delivery is no longer ours: lease gone, partition revoked.</summary>
    public virtual CancellationToken Lost => CancellationToken.None;
}
