using System.Runtime.CompilerServices;

namespace Penstock.Workers.Chat;

/// <summary>
/// What a handler did with a delivery, kept for those who speak of it once it is settled: before, it may still be undone. What is
/// never settled leaves nothing behind.
/// </summary>
internal sealed class Outcomes<T>
    where T : class
{
    private readonly ConditionalWeakTable<Delivery, T> kept = [];

    public void Set(Delivery delivery, T outcome) => kept.AddOrUpdate(delivery, outcome);

    /// <summary>Null where there is none.</summary>
    public T? Of(Delivery delivery) => kept.TryGetValue(delivery, out var outcome) ? outcome : null;
}
