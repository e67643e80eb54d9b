using System.Data.Common;

namespace Penstock.Relational.Tests;

/// <summary>The smallest home of dead letters: parks in the transaction it is given, and never twice.</summary>
internal sealed class ParkedTable : IDeadLetters
{
    public static MigrationSet Schema { get; } = new(
        "parked",
        [new Migration(1, "create the parked", d => [$"CREATE TABLE parked (origin TEXT PRIMARY KEY, body {d.Bytes} NOT NULL)", "CREATE TABLE effects (name TEXT NOT NULL)"])],
        new Dictionary<string, IReadOnlyList<string>>());

    public async ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp)
    {
        foreach (var letter in letters)
        {
            await transaction!.Command(
                "INSERT INTO parked (origin, body) VALUES (@origin, @body)",
                ("origin", letter.Delivery.Origin), ("body", letter.Delivery.Body.ToArray())).RunAsync(giveUp);
        }
    }
}
