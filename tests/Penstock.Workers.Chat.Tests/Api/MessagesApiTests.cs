using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Relational;

namespace Penstock.Workers.Chat.Tests;

public sealed class MessagesApiTests(Servers servers)
{
    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task An_accepted_message_is_there_with_its_event_which_the_poller_publishes(string kind)
    {
        await using var api = await ApiScene.CreateAsync(servers, kind);
        var id = Guid.NewGuid();
        var answer = await api.PostAsync(ApiScene.TextTo(1, id, "grüß \\\"dich\\\""));

        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        answer.Body.ToJsonString().ShouldBe($$"""{"status":"accepted","message_id":"{{id}}"}""");
        await api.Chat.DrainAsync();
        var (key, body) = (await api.Chat.TopicAsync(ChatTopicNames.MessageProcessing)).ShouldHaveSingleItem();
        key.ShouldBe("conversation:1");
        var message = ChatMessageJson.Read(System.Text.Encoding.UTF8.GetBytes(body));
        (message.MessageId, message.SenderId, message.SenderUsername, message.Payload.Content).ShouldBe((id, 1L, "user1", "grüß \"dich\""));
        message.Channels.ShouldBe(["whatsapp"]);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task The_same_message_again_gets_the_same_answer_and_has_one_event(string kind)
    {
        await using var api = await ApiScene.CreateAsync(servers, kind);
        var id = Guid.NewGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => api.PostAsync(ApiScene.TextTo(1, id))));

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Accepted && (string)a.Body["message_id"]! == id.ToString());
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM outbox_events")).ShouldBe(1);
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM messages")).ShouldBe(1);
        (await api.PostAsync(ApiScene.TextTo(1, id), user: 2)).ShouldBeProblem(400, "which another message has");
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task A_message_is_found_with_its_status_and_its_history(string kind)
    {
        await using var api = await ApiScene.CreateAsync(servers, kind);
        var id = Guid.NewGuid();
        await api.PostAsync(ApiScene.TextTo(1, id));
        var dialect = api.Chat.Store.Dialect;
        foreach (var (status, channel) in new[] { ("PROCESSING", null), ("SENT", "whatsapp") })
        {
            await api.Chat.ExecuteAsync(
                $"INSERT INTO message_status_history (message_id, status, channel, details) VALUES ({dialect.AsUuid("@id")}, @status, @channel, {dialect.AsJson("'{\"a\":1}'")})",
                ("id", id.ToString()), ("status", status), ("channel", channel));
        }

        var found = await api.GetAsync($"/v1/messages/{id}", user: 2);
        found.Status.ShouldBe(HttpStatusCode.OK);
        ((string)found.Body["status"]!).ShouldBe("accepted");
        found.Body["history"]!.AsArray().Select(h => (string)h!["status"]!).ShouldBe(["processing", "sent"]);
        ((string?)found.Body["history"]![1]!["channel"]).ShouldBe("whatsapp");
        (await api.GetAsync($"/v1/messages/{id}", user: 3)).ShouldBeProblem(403, "conversation 1");
        (await api.GetAsync($"/v1/messages/{Guid.NewGuid()}")).ShouldBeProblem(404, "There is no message");
        (await api.GetAsync("/v1/messages/x")).ShouldBeProblem(404, "There is no message x");
    }

    [Fact]
    public async Task Who_has_no_valid_token_is_told_so()
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        (await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid()), user: null)).ShouldBeProblem(401, "Authorization: Bearer TOKEN");
        var now = TimeProvider.System.GetUtcNow();
        foreach (var token in new[]
        {
            "x", "1.2.3", ChatToken.Create(ApiScene.Secret, 1, now.AddSeconds(-1)), ChatToken.Create("another secret there", 1, now.AddDays(1)),
            "2" + ChatToken.Create(ApiScene.Secret, 1, now.AddDays(1))[1..],
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/messages/{Guid.NewGuid()}");
            (await api.SendAsync(request, token)).ShouldBeProblem(401, "signed and not expired");
        }
    }

    [Theory]
    [InlineData("""{"conversation_id":1""", 400, "Field conversation_id")]
    [InlineData("nothing", 400, "no JSON object")]
    [InlineData("""{"payload":{"type":"text","content":"x"}}""", 400, "Field conversation_id is missing.")]
    [InlineData("""{"conversation_id":"1"}""", 400, "Field conversation_id has a value of the wrong kind")]
    [InlineData("""{"conversation_id":1}""", 400, "Field payload is missing.")]
    [InlineData("""{"message_id":"7","conversation_id":1,"payload":{"type":"text","content":"x"}}""", 400, "Field message_id is '7': a UUID is allowed.")]
    [InlineData("""{"conversation_id":1,"payload":{"type":"song"}}""", 400, "Field payload.type is 'song'")]
    [InlineData("""{"conversation_id":1,"payload":{"type":"file"}}""", 400, "Field payload.file_id is missing.")]
    [InlineData("""{"conversation_id":1,"payload":{"type":"text","content":"\u0000"}}""", 400, "U+0000")]
    [InlineData("""{"conversation_id":1,"payload":{"type":"text","content":"x"},"channels":[]}""", 400, "1 to 20 are allowed")]
    [InlineData("""{"conversation_id":1,"payload":{"type":"text","content":"x"},"channels":["Wh at"]}""", 400, "Field channels holds 'Wh at'")]
    [InlineData("""{"conversation_id":77,"payload":{"type":"text","content":"x"}}""", 404, "There is no conversation 77.")]
    public async Task What_is_wrong_with_a_request_is_said_by_its_name(string body, int status, string detail)
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        (await api.PostAsync(body)).ShouldBeProblem(status, detail);
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM messages")).ShouldBe(0);
    }

    [Fact]
    public async Task Who_is_no_member_may_not_write()
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        (await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid()), user: 3)).ShouldBeProblem(403, "Only members of conversation 1");
    }

    [Fact]
    public async Task A_client_reads_that_its_message_is_too_large_though_it_goes_on_sending_it()
    {
        const int bytes = 3_000_000;
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        using var line = new HttpLine(api.Host.Addresses[0].Port);
        var token = ChatToken.Create(ApiScene.Secret, 1, TimeProvider.System.GetUtcNow().AddMinutes(1));
        await line.WriteAsync($"POST /v1/messages HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\nContent-Length: {bytes}\r\n\r\n");
        var (status, body) = await line.ReadAsync();
        status.ShouldBe(413);
        body.ShouldContain("The body is too large: 1048576 bytes are allowed.");
        await line.WriteAsync(new string('x', bytes));

        // The line is good for more.
        await line.WriteAsync("GET /v1/messages/x HTTP/1.1\r\nHost: here\r\n\r\n");
        (await line.ReadAsync()).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_is_too_large_is_refused_with_its_length_or_without(bool isChunked)
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages")
        {
            Content = new StringContent(ApiScene.TextTo(1, Guid.NewGuid(), new string('x', 1024 * 1024))),
            Headers = { TransferEncodingChunked = isChunked },
        };
        (await api.SendAsync(request, ChatToken.Create(ApiScene.Secret, 1, TimeProvider.System.GetUtcNow().AddMinutes(1)))).ShouldBeProblem(413, "1048576 bytes are allowed");
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM messages")).ShouldBe(0);
    }

    [Theory, MemberData(nameof(ChatScene.Kinds), MemberType = typeof(ChatScene))]
    public async Task Sent_directly_a_message_is_on_its_topic_at_once_and_without_topics_in_the_fallback_list(string kind)
    {
        ScriptedTopics? topics = null;
        await using var api = await ApiScene.CreateAsync(servers, kind, store => topics = new ScriptedTopics(store) { Away = false });
        var first = await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid()), path: "/v1/messages/fallback");
        (first.Status, first.IsFallback).ShouldBe((HttpStatusCode.Accepted, false));
        (await api.Chat.TopicAsync(ChatTopicNames.MessageProcessing)).Count.ShouldBe(1);

        topics!.Away = true;
        var ids = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        foreach (var id in ids)
        {
            var answer = await api.PostAsync(ApiScene.TextTo(1, id), path: "/v1/messages/fallback");
            (answer.Status, answer.IsFallback).ShouldBe((HttpStatusCode.Accepted, true));
        }

        topics.Asked.ShouldBe(1 + 2, "the third finds the breaker open");
        var kept = await api.Chat.ListAsync(
            $"SELECT body FROM penstock_messages WHERE queue = '{ChatKeys.FallbackQueue}' ORDER BY id", r => ChatMessageJson.Read(r.GetFieldValue<byte[]>(0)).MessageId);
        kept.ShouldBe(ids);
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM outbox_events")).ShouldBe(0);
        (await api.Chat.ScalarAsync<long>("SELECT count(*) FROM messages")).ShouldBe(6);
    }

    [Fact]
    public async Task With_topics_and_list_away_a_client_is_told_to_come_back()
    {
        await using var api = await ApiScene.CreateAsync(
            servers, "sqlite", store => new ScriptedTopics(store) { Away = true }, services => services.AddSingleton<IFallback, NoFallback>());
        (await api.PostAsync(ApiScene.TextTo(1, Guid.NewGuid()), path: "/v1/messages/fallback")).ShouldBeProblem(503, "Send it again with the same message_id");
    }

    private sealed class NoFallback : IFallback
    {
        public ValueTask AddAsync(OutgoingMessage message, CancellationToken giveUp) => throw new TimeoutException("away");
    }
}
