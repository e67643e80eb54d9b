using System.Data.Common;

namespace Penstock;

/// <summary>The home of a pipeline's dead letters.</summary>
public interface IDeadLetters
{
    /// <summary>
    /// Parks letters durably: in the batch's transaction where there is one, else before this returns. Parking the same origin
    /// twice while it is unresolved is one letter.
    /// </summary>
    ValueTask ParkAsync(IReadOnlyList<DeadLetter> letters, DbTransaction? transaction, CancellationToken giveUp);
}
