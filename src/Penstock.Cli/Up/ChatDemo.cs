using System.Security.Cryptography;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Relational;
using Penstock.Sqlite;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>
/// The chat's whole way, from its API to two channels that stand in for real ones, with people who talk; on a database of its own, since
/// a file has one writer.
/// </summary>
internal sealed class ChatDemo : InnerHost
{
    // Channels answer at their pace.
    private static readonly MockOptions Paced = new() { Latency = TimeSpan.FromMilliseconds(200) };

    private readonly SqliteStore store;

    private ChatDemo(SqliteStore store, WorkerHost host)
        : base(host, "messages_processed_total") => this.store = store;

    /// <summary>Messages that channels have sent, each counted once a channel; by this process.</summary>
    public long Sent => Counted;

    /// <param name="outer">The host whose HTTP takes messages in.</param>
    /// <param name="data">Holds the database.</param>
    /// <param name="stopping">Stops waiting.</param>
    /// <returns>Null where there is no HTTP.</returns>
    public static async Task<ChatDemo?> CreateAsync(WorkerHostOptions outer, DataFolder data, CancellationToken stopping)
    {
        if (outer.Ports is not [var port, ..])
            return null;

        var opened = new SqliteStore(data.ChatDatabase, outer.Time);
        await new Migrator(opened).ApplyAsync(ChatSchema.Sets, stopping);
        await People.EnterAsync(opened, stopping);
        var api = new ApiOptions { TokenSecret = Convert.ToHexString(RandomNumberGenerator.GetBytes(32)) };
        var talk = new TalkOptions(LocalAddress.Of(outer.Address, port), api.TokenSecret);
        return new ChatDemo(opened, WorkerHost.Build(outer with { Name = "chat", Ports = [], Services = services => Add(services, opened, api, talk) }));
    }

    public void Map(IEndpointRouteBuilder routes) => routes.MapChatApi(Services);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await store.DisposeAsync();
    }

    protected override bool IsMeant(ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var (isChannel, isDone) = (false, false);
        foreach (var (name, value) in labels)
        {
            isChannel |= name == "worker" && value is string worker && worker.EndsWith("_mock", StringComparison.Ordinal);
            isDone |= name == "status" && value is "success";
        }

        return isChannel && isDone;
    }

    private static void Add(IServiceCollection services, SqliteStore store, ApiOptions api, TalkOptions talk)
    {
        services.AddChat(store, new StoreTopics(store)).AddChatApi(api).AddChatOutbox(new OutboxOptions { Lanes = 1 })
            .AddChatRouter(new RouterOptions { Lanes = 1 }).AddChatStatus(new StatusOptions()).AddChatBackfill(new FallbackOptions());
        foreach (var channel in new[] { ChatChannels.WhatsApp, ChatChannels.Instagram })
            services.AddChatMock(channel, Paced, new ChannelOptions { Lanes = 1 });
        services.AddSingleton(talk).AddHostedService<Talk>();
    }
}
