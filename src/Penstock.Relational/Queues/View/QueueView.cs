using System.Data.Common;

namespace Penstock.Relational;

/// <summary>Looks at the queues of a store and changes nothing. What it costs does not grow with what waits.</summary>
public sealed class QueueView(Store store)
{
    private readonly QueueViewSql sql = new(store.Dialect);

    /// <summary>The queues that have messages, by name.</summary>
    public async Task<IReadOnlyList<QueueFigures>> ListAsync(CancellationToken giveUp)
    {
        await using var connection = await store.OpenAsync(giveUp);
        var figures = new List<QueueFigures>();
        foreach (var queue in await connection.Command(QueueViewSql.Names).ListAsync(r => r.GetString(0), giveUp))
            figures.AddRange(await connection.Command(sql.Figures, ("queue", queue)).ListAsync(r => FiguresOf(queue, r), giveUp));
        return figures;
    }

    /// <summary>The first messages of a queue: those that wait for nothing by their id, then the others by when they are due.</summary>
    /// <param name="queue">A queue without messages has none.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="bodyBytes">At most so much of each body.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public Task<List<QueuedMessage>> PeekAsync(string queue, int limit, int bodyBytes, CancellationToken giveUp) =>
        MessagesAsync(sql.Peek, bodyBytes, giveUp, ("queue", queue), ("most", limit));

    /// <summary>One message, wherever it stands in its queue; null where it is not there (any more).</summary>
    /// <inheritdoc cref="PeekAsync"/>
    public async Task<QueuedMessage?> FindAsync(string queue, long id, int bodyBytes, CancellationToken giveUp) =>
        (await MessagesAsync(sql.Find, bodyBytes, giveUp, ("queue", queue), ("id", id))).SingleOrDefault();

    private async Task<List<QueuedMessage>> MessagesAsync(
        string text, int bodyBytes, CancellationToken giveUp, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await store.OpenAsync(giveUp);
        await using var command = connection.Command(text, parameters);
        command.Add("bytes", bodyBytes);
        return await command.ListAsync(MessageOf, giveUp);
    }

    private static QueueFigures FiguresOf(string queue, DbDataReader row)
    {
        var (free, inHand, keyed) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        var waiting = Math.Min(free - inHand + keyed, QueueFigures.Cap);
        return new(queue, waiting, row.GetInt64(3), Math.Min(inHand, QueueFigures.Cap), keyed, row.IsDBNull(4) ? null : Seconds(row.GetDouble(4)));
    }

    private static QueuedMessage MessageOf(DbDataReader row) => new(
        row.GetString(0),
        row.GetInt64(1),
        Text(row, 2),
        Text(row, 3),
        Headers.FromColumn(Text(row, 4)),
        Seconds(row.GetDouble(5)),
        row.GetInt32(6),
        Text(row, 7),
        row.IsDBNull(8) ? null : Seconds(row.GetDouble(8)),
        Text(row, 9),
        row.GetFieldValue<byte[]>(10),
        row.GetInt64(11));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
