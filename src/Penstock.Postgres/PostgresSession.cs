using Npgsql;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>
/// The process's one long-lived connection: its advisory locks say that the process lives, and the journal is written on it.
/// A commit on it is a note, not a promise: it need not reach the disk.
/// </summary>
internal sealed class PostgresSession(string connectionString, TimeProvider clock) : ISessionLocks, IAsyncDisposable
{
    private readonly SemaphoreSlim oneUser = new(1);
    private readonly CancellationTokenSource closing = new();
    private readonly HashSet<(string Space, int Key)> held = [];
    private NpgsqlConnection? connection;

    public TimeProvider Clock => clock;

    public bool Holds(string space, int key)
    {
        lock (held)
            return held.Contains((space, key));
    }

    public ValueTask<bool> TryTakeAsync(string space, int key, CancellationToken giveUp) =>
        UseAsync(async (opened, ending) => Holds(space, key) || await TakeAsync(opened, space, key, ending), giveUp);

    public async ValueTask FreeAsync(string space, int key, CancellationToken giveUp)
    {
        lock (held)
        {
            if (!held.Remove((space, key)))
                return;
        }

        await UseAsync((opened, ending) => Unlock(opened, space, key).ScalarAsync<bool>(ending), giveUp);
    }

    /// <summary>Runs on the session's connection, one user at a time; reopens it, and takes its locks again, when it broke.</summary>
    /// <exception cref="ObjectDisposedException">The session is over.</exception>
    public async ValueTask<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> use, CancellationToken giveUp)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(giveUp, closing.Token);
        try
        {
            await oneUser.WaitAsync(ending.Token);
            return await UseAloneAsync(use, ending.Token);
        }
        catch (Exception error) when (closing.IsCancellationRequested && !giveUp.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The session is over.", error);
        }
    }

    /// <summary>
    /// Ends what is under way first: a connection that is opened meanwhile would outlive the session, and hold the locks of an owner that is gone.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (closing.IsCancellationRequested)
            return;

        // A connection that breaks at this moment throws out of its own cancellation.
        await closing.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await oneUser.WaitAsync();
        await CloseAsync();
    }

    private async ValueTask<T> UseAloneAsync<T>(Func<NpgsqlConnection, CancellationToken, ValueTask<T>> use, CancellationToken ending)
    {
        try
        {
            return await use(connection ??= await OpenAsync(ending), ending);
        }
        catch (Exception) when (connection?.FullState.HasFlag(System.Data.ConnectionState.Open) != true)
        {
            await CloseAsync();
            throw;
        }
        finally
        {
            oneUser.Release();
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken giveUp)
    {
        var opened = new NpgsqlConnection(connectionString);
        try
        {
            await opened.OpenAsync(giveUp);
            List<(string Space, int Key)> before;
            lock (held)
            {
                before = [.. held];
                held.Clear();
            }

            foreach (var (space, key) in before)
                await TakeAsync(opened, space, key, giveUp);
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<bool> TakeAsync(NpgsqlConnection opened, string space, int key, CancellationToken giveUp)
    {
        if (!await opened.Command("SELECT pg_try_advisory_lock(hashtext(@space), @key)", ("space", space), ("key", key)).ScalarAsync<bool>(giveUp))
            return false;

        lock (held)
            held.Add((space, key));
        return true;
    }

    private static System.Data.Common.DbCommand Unlock(NpgsqlConnection opened, string space, int key) =>
        opened.Command("SELECT pg_advisory_unlock(hashtext(@space), @key)", ("space", space), ("key", key));

    private async ValueTask CloseAsync()
    {
        if (connection is { } broken)
            await broken.DisposeAsync();
        connection = null;
    }
}
