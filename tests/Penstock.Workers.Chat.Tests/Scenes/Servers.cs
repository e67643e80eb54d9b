using Penstock.Dev;
using Penstock.Postgres;
using Penstock.Relational;
using Penstock.Workers.Chat.Tests;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Penstock.Workers.Chat.Tests;

/// <summary>One database server and one Redis for the whole run; each test has a database and keys of its own.</summary>
public sealed class Servers : IAsyncLifetime
{
    private readonly Lazy<Task<string>> template;

    public Servers() => template = new(MakeAsync);

    public ThrowawayPostgres Postgres { get; private set; } = null!;

    public RedisServer Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Postgres = await ThrowawayPostgres.CreateAsync(ThrowawayPostgres.Fleeting);
        Redis = await RedisServer.CreateAsync();
    }

    /// <summary>A database with the chat's tables: its files are copied from one where they were made once.</summary>
    public async Task<string> CreateDatabaseAsync() => await Postgres.CreateDatabaseAsync(template: await template.Value);

    private async Task<string> MakeAsync()
    {
        const string Name = "chat";
        await using var store = new PostgresStore(StoreUrl.Parse(await Postgres.CreateDatabaseAsync(Name)), TimeProvider.System);
        await new Migrator(store).ApplyAsync(ChatSchema.Sets, default);
        return Name;
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
