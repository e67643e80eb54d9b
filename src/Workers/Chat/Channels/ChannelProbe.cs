using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Both sides of a channel: the store, and who is reached by it.</summary>
internal sealed class ChannelProbe(Store store, IProbe other) : IProbe
{
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) =>
        await store.IsHealthyAsync(giveUp) && await other.IsHealthyAsync(giveUp);
}
