using System.Text;
using Penstock.Relational;
using Penstock.Sqlite;

namespace Penstock.Cli.Tests;

/// <summary>A folder with a SQLite file, brought up, and letters parked in it.</summary>
internal sealed class LetterFolder : IAsyncDisposable
{
    private LetterFolder()
    {
    }

    public TemporaryFolder Folder { get; } = new();

    public Store Store { get; private set; } = null!;

    public static async Task<LetterFolder> CreateAsync(int letters)
    {
        var created = new LetterFolder();
        (await CommandLine.RunAsync(created.Folder, "db", "migrate", "--db", created.Folder.Url)).Code.ShouldBe(0);
        created.Store = new SqliteStore(StoreUrl.Parse(created.Folder.Url), TimeProvider.System);
        if (letters > 0)
            await created.ParkAsync([.. Enumerable.Range(1, letters).Select(n => new Failed($"emails/{n}", "queue:emails") { Key = $"ann{n}" })]);
        return created;
    }

    public async Task ParkAsync(params Failed[] deliveries) => await new SqlDeadLetters(Store).ParkAsync(
        [.. deliveries.Select(d => new DeadLetter("emails", d, new Reason("RejectedException", $"Address {d.Key} is refused.")))], null, default);

    public Task<CommandLine> RunAsync(string line, string input = "", bool canAsk = false) =>
        CommandLine.RunAsync(Folder, new() { ["USER"] = "ann" }, [.. line.Split(' '), "--db", Folder.Url], input, canAsk);

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await Store.OpenAsync(TestContext.Current.CancellationToken);
        return await connection.Command(sql).ScalarAsync<long>(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Folder.Dispose();
    }

    internal sealed class Failed(string origin, string? address, byte[]? body = null) : Delivery
    {
        public override string Origin => origin;

        public override string? Address => address;

        public override ReadOnlyMemory<byte> Body => body ?? Encoding.UTF8.GetBytes($"to {Key}");
    }
}
