namespace Penstock.Redis;

/// <summary>Gives entries that nobody was given before.</summary>
internal interface INewEntries
{
    /// <param name="max">Entries at most.</param>
    /// <param name="wait">Zero: don't wait.</param>
    /// <param name="stopping">Ends the wait; what came all the same is returned.</param>
    ValueTask<IReadOnlyList<StreamDelivery>> ReadAsync(int max, TimeSpan wait, CancellationToken stopping);
}
