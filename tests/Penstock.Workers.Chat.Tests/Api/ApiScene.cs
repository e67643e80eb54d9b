using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Hosting;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

/// <summary>The API in a host of its own, on a scene with users 1 to 3, of whom 1 and 2 are members of conversation 1.</summary>
internal sealed class ApiScene : IAsyncDisposable
{
    public const string Secret = "a secret of the tests";

    private readonly HttpClient http;

    private ApiScene(ChatScene chat, WorkerHost host)
    {
        (Chat, Host) = (chat, host);
        http = new HttpClient { BaseAddress = host.Addresses[0] };
    }

    public ChatScene Chat { get; }

    public WorkerHost Host { get; }

    /// <param name="servers">Of the run.</param>
    /// <param name="kind">Of the database.</param>
    /// <param name="topics">In place of those on the store.</param>
    /// <param name="more">What is added to the host.</param>
    /// <param name="through">Another address of the database, told its own.</param>
    public static async Task<ApiScene> CreateAsync(
        Servers servers, string kind, Func<Store, ChatTopics>? topics = null, Action<IServiceCollection>? more = null, Func<string, string>? through = null)
    {
        var chat = await ChatScene.CreateAsync(servers, kind);
        await chat.PeopleAsync(users: 2);
        await chat.ExecuteAsync("INSERT INTO users (username, password) VALUES ('user3', '')");
        var store = chat.Open(through?.Invoke($"{chat.Url.Scheme}://{chat.Url.Rest}"));
        var host = WorkerHost.Build(new WorkerHostOptions
        {
            Name = "chat.api",
            Ports = [0],
            Logs = new LogOptions { Output = Stream.Null },
            Services = services =>
            {
                more?.Invoke(services);
                services.AddChat(store, topics?.Invoke(store) ?? new StoreTopics(store));
                services.AddChatApi(new ApiOptions { TokenSecret = Secret, TopicFailures = 2, FallbackFailures = 1 });
            },
            Endpoints = routes => routes.MapChatApi(),
        });
        await host.StartAsync();
        return new ApiScene(chat, host);
    }

    public static string TextTo(long conversation, Guid id, string text = "hi") =>
        $$$"""{"message_id":"{{{id}}}","conversation_id":{{{conversation}}},"payload":{"type":"text","content":"{{{text}}}"},"channels":["whatsapp"]}""";

    /// <param name="body">As it is sent.</param>
    /// <param name="user">Whose token; null for none.</param>
    /// <param name="path">Where to.</param>
    public async Task<Answer> PostAsync(string body, long? user = 1, string path = "/v1/messages")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await SendAsync(request, user is { } id ? ChatToken.Create(Secret, id, TimeProvider.System.GetUtcNow().AddMinutes(1)) : null);
    }

    public async Task<Answer> GetAsync(string path, long user = 1)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, ChatToken.Create(Secret, user, TimeProvider.System.GetUtcNow().AddMinutes(1)));
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, string? token)
    {
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(
            response.StatusCode, response.Content.Headers.ContentType?.MediaType, text.StartsWith('{') ? JsonNode.Parse(text)! : null!,
            response.Headers.Contains("X-Fallback-Mode"));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Host.StopAsync();
        await Host.DisposeAsync();
        await Chat.DisposeAsync();
    }

    internal sealed record Answer(HttpStatusCode Status, string? Type, JsonNode Body, bool IsFallback)
    {
        public void ShouldBeProblem(int status, string detail)
        {
            ((int)Status).ShouldBe(status);
            Type.ShouldBe("application/problem+json");
            ((int)Body["status"]!).ShouldBe(status);
            ((string)Body["detail"]!).ShouldContain(detail);
        }
    }
}
