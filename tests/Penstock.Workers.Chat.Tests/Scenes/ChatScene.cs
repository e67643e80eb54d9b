using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Testing;

namespace Penstock.Workers.Chat.Tests;

/// <summary>A database of one's own with the chat's tables, people and conversations in it, and eyes on all.</summary>
internal sealed class ChatScene : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> opened = [];
    private readonly string folder = FastFolder.Create("penstock-chat-");

    private ChatScene(string? url)
    {
        Url = StoreUrl.Parse(url ?? $"sqlite:///{folder}/chat.db");
        Store = Open();
    }

    public static TheoryData<string> Kinds => ["postgresql", "sqlite"];

    public StoreUrl Url { get; }

    public Store Store { get; private set; }

    public CapturedLog Log { get; } = new();

    /// <summary>Of the connections that are opened from now on.</summary>
    public PostgresOptions? Options { get; set; }

    public static async Task<ChatScene> CreateAsync(Servers servers, string kind = "postgresql", bool migrate = true) =>
        kind == "postgresql" && migrate
            ? new ChatScene(await servers.CreateDatabaseAsync())
            : await CreateAsync(kind == "postgresql" ? await servers.Postgres.CreateDatabaseAsync() : null, migrate);

    /// <summary>On a server of its own, that may be killed.</summary>
    public static async Task<ChatScene> CreateAsync(ThrowawayPostgres postgres) => await CreateAsync(await postgres.CreateDatabaseAsync(), migrate: true);

    /// <summary>Another connection to it, as another process would have.</summary>
    /// <param name="through">Another address of the same database.</param>
    public Store Open(string? through = null)
    {
        if (through is not null)
            return Opened(new PostgresStore(StoreUrl.Parse(through), TimeProvider.System, Options));
        return Opened(Url.Scheme == "postgresql" ? new PostgresStore(Url, TimeProvider.System, Options) : new SqliteStore(Url, TimeProvider.System));
    }

    private Store Opened(Store store)
    {
        opened.Add(store);
        return store;
    }

    /// <summary>After its server was away: what the former one's pool holds is of no use.</summary>
    public void Reopen() => Store = Open();

    /// <summary>A process of its own: what <paramref name="add"/> adds, run by the caller.</summary>
    /// <param name="add">Told the process's own store.</param>
    /// <param name="topics">In place of those on that store.</param>
    /// <param name="through">Another address of the database.</param>
    public ServiceProvider Process(Action<IServiceCollection, Store> add, Func<Store, ChatTopics>? topics = null, string? through = null)
    {
        var store = Open(through);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddChatOnly(store, topics?.Invoke(store) ?? new StoreTopics(store));
        add(services, store);
        var provider = services.BuildServiceProvider();
        opened.Add(provider);
        return provider;
    }

    /// <summary>Users 1 to <paramref name="users"/>, all of them members of conversations 1 to <paramref name="conversations"/>.</summary>
    public async Task PeopleAsync(int users = 2, int conversations = 1)
    {
        for (var user = 1; user <= users; user++)
            await ExecuteAsync($"INSERT INTO users (username, password) VALUES ('user{user}', '')");
        for (var conversation = 1; conversation <= conversations; conversation++)
            await ExecuteAsync($"INSERT INTO conversations (type, name) VALUES ('GROUP', 'conversation {conversation}')");
        await ExecuteAsync("INSERT INTO conversation_members (conversation_id, user_id) SELECT c.id, u.id FROM conversations c CROSS JOIN users u");
    }

    /// <summary>That many new messages in the outbox, in turn of the conversations; <c>n</c> counts them in their payload.</summary>
    public async Task EventsAsync(int events, int conversations = 1, int first = 0)
    {
        int[] numbers = [.. Enumerable.Range(first, events)];
        var rows = new Rows("v").Add("n", numbers)
            .Add("id", [.. numbers.Select(IdOf)])
            .Add("payload", [.. numbers.Select(n => $$"""{"message_id":"{{IdOf(n)}}","conversation_id":{{(n % conversations) + 1}},"n":{{n}}}""")]);
        await using var connection = await Store.OpenAsync(default);
        var command = connection.Command($"""
            INSERT INTO outbox_events (id, aggregate_type, aggregate_id, event_type, payload)
            SELECT {Store.Dialect.AsUuid("v.id")}, 'message', {Store.Dialect.AsUuid("v.id")}, 'message.created', {Store.Dialect.AsJson("v.payload")}
            FROM {Store.Dialect.From(rows)} WHERE 1 = 1 ORDER BY v.n
            """);
        Store.Dialect.Bind(command, rows);
        await command.RunAsync(default);
    }

    public static string IdOf(int n) => $"00000000-0000-4000-8000-{n:x12}";

    public Task<long> PendingAsync() => ScalarAsync<long>("SELECT count(*) FROM outbox_events WHERE NOT published");

    /// <summary>What a topic has, in the order of its log.</summary>
    public Task<List<(string? Key, string Body)>> TopicAsync(string topic) => ListAsync(
        $"SELECT key, body FROM penstock_topic_messages WHERE topic = '{topic}' ORDER BY id",
        row => (row.Text(0), System.Text.Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(1))));

    public async Task ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var connection = await Store.OpenAsync(default);
        await connection.Command(sql, parameters).RunAsync(default);
    }

    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ScalarAsync<T>(default);
    }

    public async Task<List<T>> ListAsync<T>(string sql, Func<DbDataReader, T> read)
    {
        await using var connection = await Store.OpenAsync(default);
        return await connection.Command(sql).ListAsync(read, default);
    }

    public async ValueTask DisposeAsync()
    {
        opened.Reverse();
        foreach (var one in opened)
            await one.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<ChatScene> CreateAsync(string? url, bool migrate)
    {
        var scene = new ChatScene(url);
        if (migrate)
            await new Migrator(scene.Store).ApplyAsync(ChatSchema.Sets, default);
        return scene;
    }
}
