namespace Penstock;

/// <summary>A worker's own metrics and logs of what its pipeline did.</summary>
public interface IPassObserver
{
    /// <summary>Called after the settlement is durable. Must not throw.</summary>
    void Settled(Pass pass);

    /// <summary>Called when receiving, running or settling failed as a whole. Must not throw.</summary>
    void Failed(Exception error);
}
