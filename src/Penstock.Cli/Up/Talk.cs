using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using Penstock.Workers.Chat;

namespace Penstock.Cli;

/// <summary>People who talk: a message now and then, over the API as anybody's would come. What is not taken is sent again with its id.</summary>
internal sealed class Talk(TalkOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BeforeAgain = TimeSpan.FromSeconds(1);
    private static readonly string[] Words = ["Hi!", "Are you there?", "On my way.", "See you at eight.", "Sounds good.", "Who brings the cake?", "Me!"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var http = new HttpClient { BaseAddress = options.Api };
        for (var n = 0; ; n++)
        {
            await Task.Delay(Between, time, stoppingToken);
            var (body, user) = Next(n);
            while (!await TrySendAsync(http, body, user, stoppingToken))
                await Task.Delay(BeforeAgain, time, stoppingToken);
        }
    }

    private static (string Body, int User) Next(int n)
    {
        var message = new JsonObject
        {
            ["message_id"] = Guid.NewGuid().ToString("D"),
            ["conversation_id"] = (n % People.Conversations) + 1,
            ["payload"] = new JsonObject { ["type"] = "text", ["content"] = Words[n % Words.Length] },
            ["channels"] = new JsonArray("all"),
        };
        return (message.ToJsonString(), (n % People.Names.Count) + 1);
    }

    private async Task<bool> TrySendAsync(HttpClient http, string body, int user, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", ChatToken.Create(options.Secret, user, time.GetUtcNow() + TimeSpan.FromMinutes(1)));
        try
        {
            using var answer = await http.SendAsync(request, stopping);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // HTTP comes up after what it serves, and goes before it.
            return false;
        }
    }
}
