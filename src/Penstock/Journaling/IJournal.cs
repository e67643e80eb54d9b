namespace Penstock;

/// <summary>
/// Remembers what each process has in its hands, for sources that don't count claims: so that a message that kills its process
/// is noticed by the next one.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>
    /// Notes that this process now holds these in that slot, in place of what it held before; those among them that a process died
    /// holding are noted only by <see cref="HoldAsync"/>, when they run. Survives the process, not necessarily the machine.
    /// </summary>
    /// <returns>For those that a process died holding: how often since their last settlement.</returns>
    ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp);

    /// <summary>Notes that this process now holds exactly these in that slot.</summary>
    ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp);

    /// <summary>These were settled: their claims are 0 again.</summary>
    ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp);
}
