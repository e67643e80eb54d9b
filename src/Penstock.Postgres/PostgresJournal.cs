using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Penstock.Relational;

namespace Penstock.Postgres;

/// <summary>One upsert a batch on the process's session. An owner is dead when the lock of its number is free.</summary>
internal sealed class PostgresJournal(PostgresSession session) : IJournal
{
    private const string OwnerSpace = "penstock.owner";
    private static readonly TimeSpan LookForDeadEvery = TimeSpan.FromSeconds(5);

    private int owner;
    private long? lookedAt;

    public ValueTask<IReadOnlyDictionary<string, int>> ClaimAsync(
        string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        session.UseAsync(
            async (connection, ending) =>
            {
                await OwnAsync(connection, ending);
                await CountDeadAsync(connection, pipeline, ending);
                return await SuspectsAsync(Command(connection, JournalSql.Claim, pipeline, slot, origins), ending);
            },
            giveUp);

    public async ValueTask HoldAsync(string pipeline, int slot, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        await session.UseAsync(
            async (connection, ending) =>
            {
                await OwnAsync(connection, ending);
                return await Command(connection, JournalSql.Hold, pipeline, slot, origins).RunAsync(ending);
            },
            giveUp);

    public async ValueTask ForgetAsync(string pipeline, IReadOnlyList<string> origins, CancellationToken giveUp) =>
        await session.UseAsync((connection, ending) => Command(connection, JournalSql.Forget, pipeline, origins).RunAsync(ending), giveUp);

    /// <summary>An orderly end is no death: what was held is settled or handed back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (owner == 0 || !session.Holds(OwnerSpace, owner))
            return;

        try
        {
            await session.UseAsync(
                (connection, ending) => connection.Command("DELETE FROM penstock_in_flight WHERE owner = @owner", ("owner", owner)).RunAsync(ending), default);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The server is away, or the connection broke just now: the next process takes this end for a death, and runs what was noted alone, once.
        }
    }

    private async ValueTask OwnAsync(NpgsqlConnection connection, CancellationToken giveUp)
    {
        while (owner == 0 || !session.Holds(OwnerSpace, owner))
        {
            var candidate = owner == 0 ? RandomNumberGenerator.GetInt32(1, int.MaxValue) : owner;
            if (await session.TakeAsync(connection, OwnerSpace, candidate, giveUp))
                owner = candidate;
            else
                owner = 0;
        }
    }

    private async ValueTask CountDeadAsync(NpgsqlConnection connection, string pipeline, CancellationToken giveUp)
    {
        if (lookedAt is { } then && session.Clock.GetElapsedTime(then) < LookForDeadEvery)
            return;

        if (lookedAt is null)
            await connection.Command(JournalSql.Prune, ("pipeline", pipeline)).RunAsync(giveUp);
        await connection.Command(JournalSql.CountDead, ("pipeline", pipeline), ("owner", owner), ("space", OwnerSpace)).RunAsync(giveUp);
        lookedAt = session.Clock.GetTimestamp();
    }

    private static async ValueTask<IReadOnlyDictionary<string, int>> SuspectsAsync(NpgsqlCommand claim, CancellationToken giveUp)
    {
        var suspects = await claim.ListAsync(r => (Origin: r.GetString(0), Claims: r.GetInt32(1)), giveUp);
        return suspects.ToDictionary(c => c.Origin, c => c.Claims, StringComparer.Ordinal);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, string pipeline, int slot, IReadOnlyList<string> origins)
    {
        var command = Command(connection, sql, pipeline, origins);
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("slot", slot);
        return command;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string pipeline, IReadOnlyList<string> origins)
    {
        var command = (NpgsqlCommand)connection.Command(sql, ("pipeline", pipeline));
        command.Parameters.Add(new NpgsqlParameter("origins", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = origins });
        return command;
    }
}
