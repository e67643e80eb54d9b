using System.Data.Common;
using Penstock.Relational;

namespace Penstock.Workers.Chat;

/// <summary>Which of the files that messages speak of are there as a whole.</summary>
internal sealed class CompletedFiles(Store store)
{
    private const string Alias = "f";

    /// <param name="messages">Those about texts are passed over.</param>
    /// <param name="transaction">Of the batch; null for a connection of its own.</param>
    /// <param name="giveUp">Stop waiting.</param>
    public async ValueTask<IReadOnlySet<Guid>> OfAsync(IEnumerable<ChatMessage> messages, DbTransaction? transaction, CancellationToken giveUp)
    {
        string[] files = [.. messages.Where(m => m.Payload.IsFile).Select(m => m.Payload.FileId!.Value.ToString("D")).Distinct(StringComparer.Ordinal)];
        if (files.Length == 0)
            return new HashSet<Guid>();
        if (transaction is not null)
            return await ReadAsync(transaction.Command(Sql), files, giveUp);

        await using var connection = await store.OpenAsync(giveUp);
        return await ReadAsync(connection.Command(Sql), files, giveUp);
    }

    private string Sql => $"""
        SELECT {store.Dialect.AsText("files.id")} FROM files
        WHERE status = 'COMPLETED' AND files.id IN (SELECT {store.Dialect.AsUuid("f.id")} FROM {store.Dialect.From(RowsOf([]))})
        """;

    private async ValueTask<IReadOnlySet<Guid>> ReadAsync(DbCommand command, string[] files, CancellationToken giveUp)
    {
        store.Dialect.Bind(command, RowsOf(files));
        return (await command.ListAsync(row => Guid.Parse(row.GetString(0)), giveUp)).ToHashSet();
    }

    private static Rows RowsOf(string?[] files) => new Rows(Alias).Add("id", files);
}
