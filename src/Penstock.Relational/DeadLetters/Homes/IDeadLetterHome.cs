namespace Penstock.Relational;

/// <summary>A home of dead letters, as operators hold it in their hands.</summary>
public interface IDeadLetterHome
{
    /// <summary>What and where it is, for people: <c>penstock_dead_letters on postgresql://…</c>.</summary>
    string Name { get; }

    /// <summary>Null where it can; else a sentence that says why not, and what to do instead.</summary>
    string? WhyNot(LetterAct act);

    ValueTask<LetterPage> ListAsync(LetterFilter filter, CancellationToken giveUp);

    /// <summary>Null where there is no such letter, resolved or not.</summary>
    ValueTask<LetterContent?> ShowAsync(long id, CancellationToken giveUp);

    /// <summary>The largest first, at most <paramref name="limit"/>. Of the filter, pipeline and match are looked at.</summary>
    ValueTask<IReadOnlyList<LetterGroup>> GroupsAsync(LetterFilter filter, int limit, CancellationToken giveUp);

    /// <summary>Counts one by one: before something is done to them, not for a clock.</summary>
    ValueTask<LetterCount> CountAsync(LetterFilter filter, CancellationToken giveUp);

    /// <summary>One after the other, the first parked first; memory doesn't grow with their number.</summary>
    IAsyncEnumerable<LetterContent> ReadAsync(LetterFilter filter, CancellationToken giveUp);

    /// <returns>False where there is no such unresolved letter.</returns>
    ValueTask<bool> EditAsync(long id, LetterEdit edit, string who, CancellationToken giveUp);

    /// <summary>In small transactions. Cancelled, what was not reached stays parked.</summary>
    /// <param name="filter">What came after the call began is not among them.</param>
    /// <param name="who">Kept with each letter.</param>
    /// <param name="progress">Told the count so far.</param>
    /// <param name="giveUp">Stops between two of these.</param>
    /// <returns>How many were discarded.</returns>
    ValueTask<long> DiscardAsync(LetterFilter filter, string who, Action<long> progress, CancellationToken giveUp);

    /// <summary>Sends letters back to where they came from, the first parked first, until all are or it is stopped.</summary>
    /// <param name="request">Which, by whom, how fast.</param>
    /// <param name="progress">Told the counts now and then.</param>
    /// <param name="stopping">Stops between two batches: what is not back stays parked.</param>
    ValueTask<Replay> ReplayAsync(ReplayRequest request, Action<Replay> progress, CancellationToken stopping);
}
