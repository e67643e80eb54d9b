namespace Penstock.Relational.Tests;

/// <summary>Two things must be there for work to go on.</summary>
internal sealed class BothUp(IProbe one, IProbe other) : IProbe
{
    public async ValueTask<bool> IsHealthyAsync(CancellationToken giveUp) => await one.IsHealthyAsync(giveUp) && await other.IsHealthyAsync(giveUp);
}
