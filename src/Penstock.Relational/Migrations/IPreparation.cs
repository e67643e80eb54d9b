namespace Penstock.Relational;

/// <summary>
/// What a step needs done to rows that are there: too much for the step's own transaction. It is done in transactions of its own before
/// the step's set is applied, can be broken off at any time and goes on where it was.
/// </summary>
public interface IPreparation
{
    /// <summary>What it would do; changes nothing.</summary>
    /// <returns>In a few words; null where nothing is to be done.</returns>
    Task<string?> PlanAsync(Store store, CancellationToken giveUp);

    /// <exception cref="SchemaException">It can't be done; the message has the remedy.</exception>
    Task RunAsync(Store store, CancellationToken giveUp);
}
