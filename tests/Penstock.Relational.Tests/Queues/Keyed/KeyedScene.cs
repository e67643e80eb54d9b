using System.Text;

namespace Penstock.Relational.Tests;

/// <summary>A fresh queue and its processes. A message is a text whose first letter is its key.</summary>
internal sealed class KeyedScene : IAsyncDisposable
{
    private readonly List<KeyedProcess> processes = [];

    private KeyedScene(DatabaseUnderTest database) => (Database, Store) = (database, database.Open());

    public DatabaseUnderTest Database { get; }

    public Store Store { get; }

    public static async Task<KeyedScene> CreateAsync(string kind, PostgresServer server) =>
        new(await DatabaseUnderTest.CreateAsync(kind, server, OwnerSchema.Set, QueueSchema.Set));

    public KeyedProcess Begin()
    {
        var process = new KeyedProcess(Database.Open(), Database.Clock);
        processes.Add(process);
        return process;
    }

    public async Task SendAsync(params IReadOnlyList<string> texts) =>
        await new Queues(Store).SendAsync(KeyedProcess.Queue, [.. texts.Select(Message)], default);

    public static Message Message(string text) => new(Encoding.UTF8.GetBytes(text)) { Key = text[..1] };

    public async Task RunAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        await connection.Command(sql).RunAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
