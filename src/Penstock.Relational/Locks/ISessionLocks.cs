namespace Penstock.Relational;

/// <summary>
/// Locks that live as long as the process's session: freed the moment the process dies, without time-outs or heartbeats. Among
/// processes on one store, one holds a key of a space at a time.
/// </summary>
public interface ISessionLocks
{
    /// <summary>True where it is now ours, or already was.</summary>
    ValueTask<bool> TryTakeAsync(string space, int key, CancellationToken giveUp);

    ValueTask FreeAsync(string space, int key, CancellationToken giveUp);

    /// <summary>
    /// Whether we hold it as far as we know. A session that broke takes its locks again when it comes back; what another took
    /// meanwhile is lost.
    /// </summary>
    bool Holds(string space, int key);
}
