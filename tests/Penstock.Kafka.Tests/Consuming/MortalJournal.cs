using Penstock.Testing;

namespace Penstock.Kafka.Tests;

/// <summary>A process's journal, which hears nothing more of it once it is dead: its objects live on in the test.</summary>
internal sealed class MortalJournal(MemoryJournal inner) : IJournal
{
    private volatile bool isDead;

    public IReadOnlyList<string> Held => inner.Held;

    public void Die()
    {
        isDead = true;
        inner.Die();
    }

    public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        isDead ? new(new Dictionary<string, int>(StringComparer.Ordinal)) : inner.ClaimAsync(pipeline, slot, origins, giveUp);

    public ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        isDead ? default : inner.HoldAsync(pipeline, slot, origins, giveUp);

    public ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        isDead ? default : inner.ForgetAsync(pipeline, origins, giveUp);

    public ValueTask DisposeAsync() => isDead ? default : inner.DisposeAsync();
}
