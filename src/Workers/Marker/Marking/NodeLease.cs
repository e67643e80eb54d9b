using Microsoft.Extensions.Logging;
using Penstock.Relational;

namespace Penstock.Workers.Marker;

/// <summary>The node id in this process's names: no two processes on one store have the same at a time.</summary>
internal sealed class NodeLease(ISessionLocks locks, NameGenerator names, int wanted, ILogger<NodeLease> logger) : IDisposable
{
    private const string Space = "marker.node";

    private readonly SemaphoreSlim oneTaker = new(1);
    private int node = -1;

    /// <exception cref="DestinationException">All 256 are taken.</exception>
    public async ValueTask EnsureAsync(CancellationToken giveUp)
    {
        if (locks.Holds(Space, Volatile.Read(ref node)))
            return;

        await oneTaker.WaitAsync(giveUp);
        try
        {
            if (!locks.Holds(Space, node))
                await TakeAsync(giveUp);
        }
        finally
        {
            oneTaker.Release();
        }
    }

    public void Dispose() => oneTaker.Dispose();

    private async ValueTask TakeAsync(CancellationToken giveUp)
    {
        for (var i = 0; i <= DesName.MaxNode; i++)
        {
            var candidate = (wanted + i) % (DesName.MaxNode + 1);
            if (!await locks.TryTakeAsync(Space, candidate, giveUp))
                continue;

            names.Node = candidate;
            Volatile.Write(ref node, candidate);
            if (candidate != wanted)
                Log.NodeTaken(logger, wanted, candidate);
            return;
        }

        throw new DestinationException("All 256 node ids are taken by running markers; stop one of them.");
    }
}
