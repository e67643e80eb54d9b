using Microsoft.Data.Sqlite;
using Penstock.Testing;

namespace Penstock.Relational.Tests;

/// <summary>
/// The one write lock of the simulated file, waited for in simulated time: SQLite itself would keep the only thread waiting for a
/// transaction that another simulated process holds.
/// </summary>
internal sealed class WriteLock(FaultTally tally)
{
    private const int BusyCode = 5;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private object? holder;

    /// <summary>Returns when nobody but <paramref name="who"/> holds it.</summary>
    public async Task WaitAsync(object who, TimeProvider clock, CancellationToken giveUp)
    {
        var since = clock.GetTimestamp();
        while (holder is not null && holder != who)
        {
            if (clock.GetElapsedTime(since) > Limit)
            {
                tally.Add(LineFault.Busy);
                throw new SqliteException("database is locked", BusyCode);
            }

            await Task.Delay(Between, clock, giveUp);
        }
    }

    /// <summary>Right after <see cref="WaitAsync"/>, with nothing awaited in between.</summary>
    public void Take(object who) => holder = who;

    public void Free(object who)
    {
        if (holder == who)
            holder = null;
    }
}
