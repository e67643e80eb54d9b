namespace Penstock;

/// <summary>Stands before the claim, so that nothing is held while it waits.</summary>
public interface IGate
{
    /// <summary>Waits until work may be claimed, and says how much: 1 to <paramref name="wanted"/>.</summary>
    ValueTask<int> EnterAsync(int wanted, CancellationToken stopping);

    /// <summary>Called once after each <see cref="EnterAsync"/>: what really came of what was granted. Only this is charged.</summary>
    void Came(int granted, int came);
}
