using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Penstock.Relational;

namespace Penstock.Sqlite;

/// <summary>
/// The journal in a file of its own: the table source holds the one write lock of the database while it is written. It survives
/// the process, not the machine, so it never waits for the disk.
/// </summary>
internal sealed class SqliteJournal(string path, FileLocks locks, TimeProvider clock) : IJournal
{
    private const string OwnerSpace = "owner";
    private const string InPlace = "ON CONFLICT (pipeline, owner, slot) DO UPDATE SET origins = excluded.origins";
    private static readonly TimeSpan LookForDeadEvery = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim oneUser = new(1);
    private SqliteConnection? connection;
    private int owner;
    private long? lookedAt;

    public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
        string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        UseAsync(
            async opened =>
            {
                await OwnAsync(giveUp);
                await CountDeadAsync(opened, pipeline, giveUp);
                return await NoteAsync(opened, pipeline, slot, origins, giveUp);
            },
            giveUp);

    public async ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        await UseAsync(
            async opened =>
            {
                await OwnAsync(giveUp);
                return await opened.Command($"""
                    INSERT INTO in_flight (pipeline, owner, slot, origins) VALUES (@pipeline, @owner, @slot, @origins) {InPlace}
                    """, ("pipeline", pipeline), ("owner", owner), ("slot", slot), ("origins", Json(origins))).RunAsync(giveUp);
            },
            giveUp);

    public async ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        await UseAsync(
            async opened => await opened.Command(
                "DELETE FROM suspects WHERE pipeline = @pipeline AND origin IN (SELECT value FROM json_each(@origins))",
                ("pipeline", pipeline), ("origins", Json(origins))).RunAsync(giveUp),
            giveUp);

    /// <summary>An orderly end is no death: what was held is settled or handed back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await ForgetNotesAsync(connection);
            await connection.DisposeAsync();
        }

        oneUser.Dispose();
    }

    private async ValueTask<T> UseAsync<T>(Func<SqliteConnection, ValueTask<T>> use, CancellationToken giveUp)
    {
        await oneUser.WaitAsync(giveUp);
        try
        {
            return await use(connection ??= await OpenAsync(giveUp));
        }
        finally
        {
            oneUser.Release();
        }
    }

    private async ValueTask ForgetNotesAsync(SqliteConnection opened)
    {
        try
        {
            await opened.Command("DELETE FROM in_flight WHERE owner = @owner", ("owner", owner)).RunAsync(default);
        }
        catch (SqliteException)
        {
            // The next process takes this end for a death, and runs what was noted alone, once.
        }
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken giveUp)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30, Pooling = false }.ConnectionString);
        await opened.OpenAsync(giveUp);
        await opened.Command("""
            PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
            CREATE TABLE IF NOT EXISTS in_flight (
                pipeline TEXT NOT NULL, owner INTEGER NOT NULL, slot INTEGER NOT NULL, origins TEXT NOT NULL,
                PRIMARY KEY (pipeline, owner, slot));
            CREATE TABLE IF NOT EXISTS suspects (
                pipeline TEXT NOT NULL, origin TEXT NOT NULL, claims INTEGER NOT NULL,
                noted_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (pipeline, origin));
            DELETE FROM suspects WHERE noted_at < datetime('now', '-7 days');
            """).RunAsync(giveUp);
        return opened;
    }

    private async ValueTask OwnAsync(CancellationToken giveUp)
    {
        while (owner == 0)
        {
            var candidate = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            owner = await locks.TryTakeAsync(OwnerSpace, candidate, giveUp) ? candidate : 0;
        }
    }

    private async ValueTask CountDeadAsync(SqliteConnection opened, string pipeline, CancellationToken giveUp)
    {
        if (lookedAt is { } then && clock.GetElapsedTime(then) < LookForDeadEvery)
            return;

        var owners = await opened.Command(
            "SELECT DISTINCT owner FROM in_flight WHERE pipeline = @pipeline AND owner <> @owner",
            ("pipeline", pipeline), ("owner", owner)).ListAsync(r => r.GetInt32(0), giveUp);
        foreach (var dead in owners.Where(o => locks.IsFree(OwnerSpace, o)))
            await MoveToSuspectsAsync(opened, pipeline, dead, giveUp);
        lookedAt = clock.GetTimestamp();
    }

    private static async ValueTask MoveToSuspectsAsync(SqliteConnection opened, string pipeline, int dead, CancellationToken giveUp)
    {
        await using var transaction = await opened.BeginTransactionAsync(giveUp);
        await transaction.Command("""
            INSERT INTO suspects (pipeline, origin, claims)
            SELECT DISTINCT f.pipeline, o.value, 1 FROM in_flight f, json_each(f.origins) o
            WHERE f.pipeline = @pipeline AND f.owner = @dead
            ON CONFLICT (pipeline, origin) DO UPDATE SET claims = claims + 1, noted_at = excluded.noted_at;
            DELETE FROM in_flight WHERE pipeline = @pipeline AND owner = @dead
            """, ("pipeline", pipeline), ("dead", dead)).RunAsync(giveUp);
        await transaction.CommitAsync(giveUp);
    }

    private async ValueTask<IReadOnlyDictionary<string, int>> NoteAsync(
        SqliteConnection opened, string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp)
    {
        // By the plus the few suspects are looked up among the many origins, not the other way round.
        DbCommand command = opened.Command($"""
            INSERT INTO in_flight (pipeline, owner, slot, origins)
            SELECT @pipeline, @owner, @slot, json_group_array(value) FROM json_each(@origins)
            WHERE value NOT IN (SELECT origin FROM suspects WHERE pipeline = @pipeline) {InPlace};
            SELECT origin, claims FROM suspects WHERE pipeline = @pipeline AND +origin IN (SELECT value FROM json_each(@origins))
            """, ("pipeline", pipeline), ("owner", owner), ("slot", slot), ("origins", Json(origins)));
        var claims = await command.ListAsync(r => (Origin: r.GetString(0), Claims: r.GetInt32(1)), giveUp);
        return claims.ToDictionary(c => c.Origin, c => c.Claims, StringComparer.Ordinal);
    }

    private static string Json(IReadOnlyList<string> origins) => JsonSerializer.Serialize(origins);
}
