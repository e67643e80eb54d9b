namespace Penstock;

/// <summary>Asks a dependency for a connection and nothing more. It must answer within about a second.</summary>
public interface IProbe
{
    ValueTask<bool> IsHealthyAsync(CancellationToken giveUp);
}
