using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Penstock.Workers.Chat.Tests;

public sealed class AcceptedMeansADurableRecordTests(Servers servers)
{
    [ExpectedToFail("H3")]
    public Task Postgres_a_message_that_was_refused_while_all_was_away_is_published_once_it_is_accepted() => AcceptAfterRefusalAsync("postgresql");

    [ExpectedToFail("H3")]
    public Task Sqlite_a_message_that_was_refused_while_all_was_away_is_published_once_it_is_accepted() => AcceptAfterRefusalAsync("sqlite");

    [ExpectedToFail("L4")]
    public async Task Another_text_under_the_id_of_an_accepted_message_is_not_accepted()
    {
        await using var api = await ApiScene.CreateAsync(servers, "sqlite");
        var id = Guid.NewGuid();
        (await api.PostAsync(ApiScene.TextTo(1, id, "one"))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await api.PostAsync(ApiScene.TextTo(1, id, "one"))).Status.ShouldBe(HttpStatusCode.Accepted);

        ((int)(await api.PostAsync(ApiScene.TextTo(1, id, "other"))).Status).ShouldBeInRange(400, 499);
    }

    private async Task AcceptAfterRefusalAsync(string kind)
    {
        await using var api = await ApiScene.CreateAsync(
            servers, kind, store => new ScriptedTopics(store) { Away = true }, services => services.AddSingleton<IFallback, NoFallback>());
        var id = Guid.NewGuid();
        (await api.PostAsync(ApiScene.TextTo(1, id), path: "/v1/messages/fallback")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        (await api.PostAsync(ApiScene.TextTo(1, id))).Status.ShouldBe(HttpStatusCode.Accepted);
        (await api.PostAsync(ApiScene.TextTo(1, id))).Status.ShouldBe(HttpStatusCode.Accepted);

        await api.Chat.DrainAsync();
        (await api.Chat.TopicAsync(ChatTopicNames.MessageProcessing))
            .Select(record => ChatMessageJson.Read(System.Text.Encoding.UTF8.GetBytes(record.Body)).MessageId).ShouldBe([id]);
    }

    private sealed class NoFallback : IFallback
    {
        public ValueTask AddAsync(OutgoingMessage message, CancellationToken giveUp) => throw new TimeoutException("away");
    }
}
