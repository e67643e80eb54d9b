using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>The simplest home of dead letters on the same store.</summary>
internal sealed class HistoryLetters : IDeadLetters
{
    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        foreach (var letter in letters)
            await transaction!.Command("INSERT INTO history_dead VALUES (@origin)", ("origin", letter.Delivery.Origin)).RunAsync(giveUp);
    }
}
