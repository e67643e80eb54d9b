using System.Text;
using Penstock.Dev;
using Penstock.Testing;

namespace Penstock.Redis.Tests;

/// <summary>A stream of its own, processes on it, and an eye on the server.</summary>
internal sealed class StreamScene : IAsyncDisposable
{
    private readonly SharedRedis shared;
    private readonly List<IAsyncDisposable> opened = [];

    public StreamScene(SharedRedis shared, Func<StreamOptions, StreamOptions>? with = null)
    {
        (this.shared, Redis) = (shared, shared.Connect());
        Options = StreamFixture.Options(shared.Name());
        Options = with?.Invoke(Options) ?? Options;
        Keys = new StreamKeys(Options, "");
    }

    public StreamOptions Options { get; }

    public StreamKeys Keys { get; }

    public RedisClient Redis { get; }

    public CapturedLog Log { get; } = new();

    public static Reason Why { get; } = new("TestException", "The test says so.");

    public StreamSource Open(Func<IRedis, IRedis>? around = null)
    {
        var client = shared.Connect();
        var source = new StreamSource(around?.Invoke(client) ?? client, Options, TimeProvider.System, Log);
        opened.AddRange([client, source]);
        return source;
    }

    public async Task<string> AddAsync(string body) => (await CallAsync("XADD", Options.Stream, "*", "payload", body)).Text!;

    public async Task AddAsync(int count)
    {
        await Redis.CallAsync([.. Enumerable.Range(0, count).Select(i => new RedisCommand("XADD", Options.Stream, "*", "payload", i))], default);
    }

    public ValueTask<RedisReply> CallAsync(string command, params RedisArgument[] arguments) => Redis.CallAsync(new RedisCommand(command, arguments), default);

    /// <summary>The first batch that is not empty.</summary>
    public static async Task<Batch> ReceiveAsync(ISource source, int max = 100)
    {
        Batch batch = null!;
        await Until.TrueAsync("something comes", async () => (batch = await source.ReceiveAsync(max, default)).Items.Count > 0);
        return batch;
    }

    public static async Task ExpectNothingAsync(ISource source)
    {
        for (var i = 0; i < 3; i++)
        {
            await using var batch = await source.ReceiveAsync(100, default);
            batch.Items.Select(BodyOf).ShouldBeEmpty();
        }
    }

    public static ValueTask<IReadOnlyList<Delivery>> SettleAsync(ISource source, Batch batch, Settlement settlement) =>
        source.SettleAsync(batch, [.. batch.Items.Select(d => new Verdict(d, settlement))], default);

    public static string BodyOf(Delivery delivery) => Encoding.UTF8.GetString(delivery.Body.Span);

    public ValueTask LapseAsync(StreamSource source, bool dead) => Lapse.OfAsync(source, Redis, Options, dead);

    public Task<StreamFigures> FiguresAsync() => new StreamView(Redis, Options).ReadAsync(default).AsTask();

    public async Task<string[]> ConsumersAsync() =>
        [.. (await CallAsync("XINFO", "CONSUMERS", Options.Stream, Options.Group)).Items.Select(c => c[1].Text!).Order(StringComparer.Ordinal)];

    /// <summary>Of what stands beside the stream.</summary>
    public async Task<string[]> KeysLeftAsync() =>
        [.. (await CallAsync("KEYS", $"{Options.Stream}:{Options.Group}:*")).Items.Select(k => k.Text!)];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(opened))
            await one.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
